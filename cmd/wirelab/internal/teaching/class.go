package teaching

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/serving"
	"wirelab/internal/course/pages"
	"wirelab/internal/file"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
	"wirelab/internal/web/classroom"
	"wirelab/internal/web/site"
)

func classCommand(version string) *cli.Command {
	return &cli.Command{
		Name: "class", Usage: "the course for a class: votes, a room, and one teacher's screen",
		UsageText: "wirelab class [options]",
		Description: `Serves the course to the phones and laptops of a class, on one port, together with
a broadcast server for WebSocket and Socket.IO. Who opens the address, or the QR
code, and taps once is in the class: votes on the predictions before and after an
experiment, hears what is said in the room, and measures the network to here.

The teacher's address has a key in it. Its page asks the questions, shows the
votes as bars, and leads all screens to a page or lets them go. Votes have no
names, and nothing is kept unless you ask for it. It ends with Ctrl-C.

EXAMPLES:
   wirelab class
   wirelab class --save votes.json       keep how many voted for what`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "host", Usage: "the address to listen on; 0.0.0.0: all", Value: "0.0.0.0"},
			&cli.IntFlag{Name: "port", Usage: "where it listens; 0: any free port", Value: 7103},
			serving.NameFlag(),
			&cli.BoolFlag{Name: "plain", Usage: "only the pages: no command runs in them"},
			&cli.StringFlag{Name: "save", Usage: "write the votes to `FILE` in the end, as JSON"},
		},
		Action: func(c *cli.Context) error { return serveClass(c, version) },
	}
}

// serveClass serves a class until the context ends.
func serveClass(c *cli.Context, version string) error {
	if err := flags.NoArgs(c); err != nil {
		return err
	}
	host := flags.Unbracketed(c.String("host"))
	hosts, err := serving.HostsOf(c, host)
	if err != nil {
		return err
	}
	if port := c.Int("port"); port < 0 || port > 65535 {
		return usage.Wrongf("--port %d: use a port from 0 to 65535", port)
	}
	votes, err := file.Create(c.String("save"), c.App.Writer)
	if err != nil {
		return err
	}
	defer votes.Discard()
	rooms := &hub.Hub{MaxEvent: 16 << 10} // nobody joins over UDP
	shown := &classPages{course: site.Course(version)}
	class := classroom.New(shown.course.Lessons, rooms, shown.has)
	defer class.End()
	ws, err := transport.Named("ws")
	if err != nil {
		return err
	}
	server, err := ws.ListenBroadcast(c.Context, &netx.Host{}, net.JoinHostPort(host, strconv.Itoa(c.Int("port"))), transport.Options{
		Hub: rooms, Hosts: hosts, Site: classroom.NewSite(class, shown.files),
	})
	switch {
	case netx.InUse(err):
		return usage.Wrongf("--port %d: "+netx.PortInUse+": choose another, or 0 for any free port", c.Int("port"))
	case err != nil:
		return fmt.Errorf("--host %s --port %d: %w", host, c.Int("port"), err)
	}
	ctx, stop := context.WithCancel(c.Context)
	defer stop()
	if err := shown.prepare(ctx, c, host, server.Addr, class); err != nil {
		stop()
		return cmp.Or(err, server.Serve(ctx)) // which closes the socket
	}
	var measuring sync.WaitGroup
	measuring.Go(func() { shown.measure(ctx) })
	err = server.Serve(ctx)
	stop()
	measuring.Wait()
	return cmp.Or(err, saveVotes(votes, class))
}

// classPages are the pages of a class: at first without what was measured, which takes a while.
type classPages struct {
	course pages.Course
	more   map[string][]byte // files that are no pages of the course
	now    atomic.Pointer[map[string][]byte]
}

// files are the pages as they are now.
func (p *classPages) files() map[string][]byte {
	if now := p.now.Load(); now != nil {
		return *now
	}
	return nil
}

func (p *classPages) has(path string) bool { return p.files()[path] != nil }

// prepare makes the pages and says where they are.
func (p *classPages) prepare(ctx context.Context, c *cli.Context, host string, at net.Addr, class *classroom.Class) error {
	own, _ := net.InterfaceAddrs() // without them, one address is left
	_, port, _ := net.SplitHostPort(at.String())
	all := serving.AllReachable(host, own)
	address := "http://" + net.JoinHostPort(all[0], port) + "/class/"
	class.Address = address
	code, err := serving.PNG(address)
	if err != nil {
		return err
	}
	p.more = map[string][]byte{"class/qr.png": code}
	p.course.Class = true
	if !c.Bool("plain") {
		maps.Copy(p.more, site.Engine(ctx, &p.course, c.App.ErrWriter))
	}
	if err := p.render(); err != nil {
		return err
	}
	teacher := all[0]
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		teacher = "127.0.0.1"
	}
	text := []string{
		"The class joins here:", address, "",
	}
	if len(all) > 1 {
		text = append(text, "This machine is also "+strings.Join(all[1:], ", ")+".", "")
	}
	text = append(text, "If others cannot connect: open port "+port+" in this machine's firewall. Many guest and school "+
		"Wi-Fi networks also keep their clients apart (client isolation).")
	if err := serving.PrintCode(c.App.Writer, address, text); err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "For the teacher alone, on this machine:\nhttp://%s/%s#%s\n\n", net.JoinHostPort(teacher, port), classroom.TeacherPage, class.Key)
	fmt.Fprintln(c.App.ErrWriter, "Ctrl-C stops.") // whoever cannot be told is not kept from serving
	return nil
}

// render makes the pages of what is known.
func (p *classPages) render() error {
	files, err := p.course.Render()
	if err != nil {
		return err
	}
	maps.Copy(files, p.more)
	p.now.Store(&files)
	return nil
}

// measure measures what lessons ask, and makes the pages anew. What cannot be measured says so on its page.
func (p *classPages) measure(ctx context.Context) {
	verdicts, err := site.Measure(ctx, p.course.Lessons, io.Discard)
	if err != nil {
		return // the class has ended
	}
	p.course.Verdicts = verdicts
	p.render() // it could be done before
}

// saveVotes writes how many have voted for what.
func saveVotes(to *file.Output, class *classroom.Class) error {
	text, err := json.MarshalIndent(class.Results(), "", "  ")
	if err != nil {
		return err
	}
	if _, err := to.Write(append(text, '\n')); err != nil {
		return err
	}
	return to.Keep()
}
