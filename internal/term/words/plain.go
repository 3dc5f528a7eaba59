//go:build !js

package words

// plain is err, with the text that it has everywhere.
func plain(err error) error { return err }
