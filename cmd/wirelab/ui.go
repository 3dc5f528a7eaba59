//go:build !js

package main

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/engine"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pageserver"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/internal/course/pages"
	"wirelab/internal/course/shell"
	"wirelab/internal/network/kernel"
	"wirelab/internal/network/netx"
	"wirelab/internal/usage"
	"wirelab/internal/web/site"
)

func uiCommand() *cli.Command {
	return &cli.Command{
		Name:      "ui",
		Usage:     "the lab and the course in your browser",
		UsageText: "wirelab ui [options]",
		Description: `Serves the course to a browser on this machine. Its commands can be changed and
run there, by this program: also those that need real sockets, such as
wirelab bench --net host. Files that they write are gone when it ends.

The address that it prints has a key in it: whoever has the key can run any
command of wirelab as you. Nobody else on this machine can, nor can other pages
in your browser. It ends with Ctrl-C.

EXAMPLES:
   wirelab ui                 then open the address that it prints
   wirelab ui --open          open it
   wirelab ui --port 8080`,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "port", Usage: "where it listens; 0: any free port", Value: 7180},
			&cli.BoolFlag{Name: "open", Usage: "open the page in a browser"},
		},
		Action: runUI,
	}
}

// runUI serves the pages until the context ends.
func runUI(c *cli.Context) error {
	if err := flags.NoArgs(c); err != nil {
		return err
	}
	server, done, err := newPageServer()
	if err != nil {
		return err
	}
	defer done()
	port := c.Int("port")
	if port < 0 || port > 65535 {
		return usage.Wrongf("--port %d: use a port from 0 to 65535", port)
	}
	ln, err := (&net.ListenConfig{}).Listen(c.Context, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	switch {
	case netx.InUse(err):
		return usage.Wrongf("--port %d: "+netx.PortInUse+": choose another, or 0 for any free port", port)
	case err != nil:
		return err
	}
	address := fmt.Sprintf("http://%s/?key=%s", ln.Addr(), server.Key)
	if _, err := fmt.Fprintf(c.App.Writer, "Open %s\nCtrl-C ends it.\n", address); err != nil {
		ln.Close()
		return err
	}
	if c.Bool("open") {
		if err := pictures.OpenAddress(c.Context, address); err != nil {
			fmt.Fprintf(c.App.ErrWriter, "wirelab ui: %v\n", err)
		}
	}
	return server.Serve(c.Context, ln)
}

// newPageServer makes a server of the course. Commands write their files to a directory, which done removes.
func newPageServer() (s *pageserver.Server, done func(), err error) {
	path, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	course := site.Course(version())
	course.Engine, course.Verdicts = pages.EngineHTTP, map[string][]pages.Verdict{}
	for _, l := range course.Lessons {
		for _, p := range l.Predictions {
			course.Verdicts[l.Dir] = append(course.Verdicts[l.Dir], pages.Expected(p))
		}
	}
	files, err := course.Render()
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "wirelab-ui-")
	if err != nil {
		return nil, nil, err
	}
	program := pageserver.Program{Path: path, Dir: dir, Env: []string{shell.ProgressVariable + "=off"}}
	e := &engine.Engine{Version: version(), Networks: []string{"lab", "host"}, Program: path, Run: program.Run}
	if kernel.Check() == nil { // where that takes being root, a command starts itself again; this program must not
		e.Networks = append(e.Networks, "kernel")
	}
	return &pageserver.Server{Files: files, Engine: e, Key: rand.Text()}, func() { os.RemoveAll(dir) }, nil
}
