package term

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// ShowEscapes has the terminal that w writes to understand escapes until restore is called. The older of
// Windows' consoles shows them as they are, unless it is asked.
func ShowEscapes(w io.Writer) (restore func()) {
	var before uint32
	f, ok := Unwatched(w).(*os.File)
	if !ok || windows.GetConsoleMode(windows.Handle(f.Fd()), &before) != nil {
		return func() {} // it is no terminal
	}
	windows.SetConsoleMode(windows.Handle(f.Fd()), before|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	return func() { windows.SetConsoleMode(windows.Handle(f.Fd()), before) }
}
