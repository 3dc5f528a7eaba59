package flags

import (
	"errors"

	"wirelab/internal/network/kernel"
	"wirelab/internal/usage"
)

// NeedKernels says what is missing for networks of Linux's own, if anything is. If what is missing is to be
// root, the program is started again with a user namespace of its own, if the system has those.
func NeedKernels() error {
	err := kernel.Check()
	var missing *kernel.MissingError
	if !errors.As(err, &missing) {
		return err
	}
	return usage.Wrong(kernel.Restart(err))
}
