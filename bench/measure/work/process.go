package work

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// A process is a server that is a process of its own, wirelab serve broadcast --durable, so that it can be killed as one
// (SIGKILL, kill -9). Its log is a file.
type process struct {
	program string
	dir     string // has the file
	noFsync bool
	over    string            // the transport that is measured, or whose port it uses
	addrs   map[string]string // by transport
	child   *child
	died    chan error // of a child that nobody has killed
}

var _ server = (*process)(nil)

// A child is one life of a process.
type child struct {
	*exec.Cmd
	said   bytes.Buffer // to stderr
	killed atomic.Bool
	ended  chan struct{}
}

// startWithin is how long a server may take until it says where it listens.
const startWithin = 20 * time.Second

// start starts a process for the trials of one transport.
func (l *Load) start(_ context.Context, p bench.Plan, t transport.Transport) (*transport.Server, error) {
	if l.Program == "" {
		return nil, errors.New("there is no program to start as a server")
	}
	dir, err := os.MkdirTemp("", "wirelab-bench")
	if err != nil {
		return nil, err
	}
	s := &process{program: l.Program, dir: dir, noFsync: p.NoFsync, over: t.Name, died: make(chan error, 1)}
	if t.Name == "socketio" {
		s.over = "ws"
	}
	if err := s.begin(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	l.server = s
	addr, err := netip.ParseAddrPort(s.addrs[s.over])
	return &transport.Server{Addr: net.TCPAddrFromAddrPort(addr), Serve: s.run}, err
}

// begin starts the process. The transport that is measured keeps its port.
func (s *process) begin() error {
	_, port, _ := net.SplitHostPort(s.addrs[s.over])
	args := []string{"serve", "broadcast", "--durable", filepath.Join(s.dir, "queue.db"), "--max-rate", "0", "--quiet"}
	if s.noFsync {
		args = append(args, "--no-fsync")
	}
	for _, t := range transport.All() {
		if t.Name == s.over {
			args = append(args, "--"+t.Name, cmp.Or(port, "0"))
			continue
		}
		args = append(args, "--"+t.Name, "0")
	}
	c := &child{Cmd: exec.Command(s.program, args...), ended: make(chan struct{})}
	c.Stderr = &c.said
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	late := time.AfterFunc(startWithin, func() { c.Process.Kill() })
	lines := bufio.NewReader(out)
	s.addrs, err = addresses(lines)
	late.Stop()
	go func() {
		defer close(c.ended)
		io.Copy(io.Discard, lines)
		failed := c.Wait()
		if !c.killed.Load() {
			s.died <- fmt.Errorf("the server has ended by itself: %w: %s", failed, c.said.String())
		}
	}()
	s.child = c
	if err != nil {
		s.kill()
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(c.said.String()))
	}
	return nil
}

// addresses reads where a server listens, from the table that it prints.
func addresses(out *bufio.Reader) (map[string]string, error) {
	addrs := map[string]string{}
	for len(addrs) < len(transport.All()) {
		line, err := out.ReadString('\n')
		if err != nil {
			return nil, errors.New("the server does not say where it listens")
		}
		if f := strings.Fields(line); len(f) > 2 {
			if _, err := netip.ParseAddrPort(f[1]); err == nil {
				addrs[f[0]] = f[1]
			}
		}
	}
	return addrs, nil
}

// run waits until ctx ends, and ends the process. That the process ends before is an error.
func (s *process) run(ctx context.Context) error {
	defer os.RemoveAll(s.dir)
	select {
	case err := <-s.died:
		return err
	case <-ctx.Done():
		s.kill()
		return nil
	}
}

func (s *process) kill() {
	s.child.killed.Store(true)
	s.child.Process.Kill()
	<-s.child.ended
}

func (s *process) restart() error { return s.begin() }

// letters looks into the room for dead letters, over TCP whatever is measured.
func (s *process) letters(ctx context.Context, room string) (dead []event.Dead, err error) {
	tcp, err := transport.Named("tcp")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	conn, err := tcp.DialRooms(ctx, &netx.Host{}, s.addrs["tcp"], "")
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	room = event.DeadRoom(room)
	join := event.Request{Type: event.TypeJoin, Room: room, Name: "bench"}
	if err := conn.Send(join.JSON()); err != nil {
		return nil, err
	}
	buf := make([]byte, event.MaxMessage)
	for last := uint64(0); ; {
		n, err := conn.Recv(buf)
		if err != nil {
			return nil, fmt.Errorf("looking for dead letters: %w", err)
		}
		reply, err := event.DecodeReply(buf[:n])
		if err != nil {
			return nil, err
		}
		switch r := reply.(type) {
		case event.Joined:
			if last = r.Offset - 1; last == 0 {
				return dead, nil
			}
			resume := event.Request{Type: event.TypeResume, Room: room, Epoch: r.Epoch}
			if err := conn.Send(resume.JSON()); err != nil {
				return nil, err
			}
		case event.Event:
			dead = append(dead, deadIn(buf[:n])...)
			if r.Offset >= last {
				return dead, nil
			}
		case *event.Error:
			return nil, r
		}
	}
}
