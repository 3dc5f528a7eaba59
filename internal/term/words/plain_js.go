package words

import (
	"errors"
	"strings"
	"syscall"
)

// plain is err, with the text that it has everywhere: in browsers alone, what package syscall says begins with a capital letter.
func plain(err error) error {
	errno, ok := err.(syscall.Errno)
	if !ok {
		return err
	}
	text := errno.Error()
	return errors.New(strings.ToLower(text[:1]) + text[1:])
}
