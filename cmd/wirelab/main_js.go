package main

import (
	"context"
	"os"
	"strings"
	"syscall/js"
)

// main is the command line in a browser's worker, which ends with the command. Nobody types there.
func main() {
	os.Exit(run(context.Background(), os.Args, strings.NewReader(""), page(1), page(2)))
}

// A page is the worker's stdout (1) or stderr (2): internal/web/asset/disk.js. Its Write returns at once. That of an os.File lets
// other goroutines run until JavaScript answers, and that must not be waited for in virtual time.
type page int

func (p page) Write(b []byte) (int, error) {
	bytes := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(bytes, b)
	return js.Global().Get("fs").Call("writeSync", int(p), bytes).Int(), nil
}
