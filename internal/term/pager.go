package term

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
)

// Page writes a text to a terminal with the user's pager, if there is one, and as it is to
// anything else.
func Page(out, notes io.Writer, text string) error {
	out = Unwatched(out)
	pager := pagerCommand()
	if !IsTerminal(out) || pager == nil {
		_, err := io.WriteString(out, text)
		return err
	}
	ctrlC := make(chan os.Signal, 1)
	signal.Notify(ctrlC, os.Interrupt) // it is for the pager
	defer signal.Stop(ctrlC)
	cmd := exec.Command(pager[0], pager[1:]...)
	cmd.Stdout, cmd.Stderr = out, notes
	cmd.Env = os.Environ()
	for name, value := range map[string]string{
		"LESS":        "FRX", // R: escapes are shown; F and X: what fits the screen stays there
		"LESSCHARSET": "utf-8",
	} {
		if os.Getenv(name) == "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil { // there is none of that name
		_, err := io.WriteString(out, text)
		return err
	}
	io.WriteString(stdin, text) // who has read enough quits, and the rest is not wanted
	stdin.Close()
	cmd.Wait() // whatever it says: it has shown what it could
	return nil
}

// pagerCommand is $PAGER, or less; nil if there is none. more on Windows would show our letters wrong.
func pagerCommand() []string {
	if pager := strings.Fields(os.Getenv("PAGER")); len(pager) > 0 {
		return pager
	}
	less, err := exec.LookPath("less")
	if err != nil || runtime.GOOS == "windows" {
		return nil
	}
	return []string{less, "-R"}
}
