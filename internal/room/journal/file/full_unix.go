//go:build !windows

package file

import "syscall"

var fullHere = []error{syscall.EDQUOT}
