//go:build !windows

package main

import "io"

// showEscapes has the terminal that w writes to understand escapes until restore is called.
func showEscapes(io.Writer) (restore func()) { return func() {} }
