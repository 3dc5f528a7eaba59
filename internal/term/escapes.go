//go:build !windows

package term

import "io"

// ShowEscapes has the terminal that w writes to understand escapes until restore is called.
func ShowEscapes(io.Writer) (restore func()) { return func() {} }
