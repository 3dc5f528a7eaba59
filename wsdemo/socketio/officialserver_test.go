package socketio_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/wsdemo/socketio"
)

// officialServer starts the servers of testdata/official-server.mjs, and returns their addresses.
func officialServer(t *testing.T) (full, smallest string) {
	packages := needs(t, "socket.io")
	cmd := exec.CommandContext(t.Context(), "node", "testdata/official-server.mjs", packages)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	ports := bufio.NewScanner(out)
	for _, addr := range []*string{&full, &smallest} {
		if !ports.Scan() {
			t.Fatal("the server says no port")
		}
		*addr = "127.0.0.1:" + ports.Text()
	}
	return full, smallest
}

// TestOfficialServer: what holds with our server holds with the official one.
func TestOfficialServer(t *testing.T) {
	t.Parallel()
	full, smallest := officialServer(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, by := range allTransports {
		t.Run(string(by), func(t *testing.T) {
			w := &world{T: t}
			dial := func(o socketio.Options) *socketio.Conn {
				o.Transports = by
				c, err := socketio.Dial(ctx, &netx.Host{}, full, o)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { c.Close() })
				context.AfterFunc(ctx, c.Vanish)
				return c
			}
			c := dial(socketio.Options{Auth: map[string]any{"name": "ada", "n": 1}})
			c.Ask("auth")
			receives(w, c, ` [{"n":1,"name":"ada"}]`)
			c.Ask("reverse", []byte(`{"_binary":"AQID"}`))
			receives(w, c, ` [{"_binary":"AwIB"}]`)
			c.Ask("ask", []byte(`41`))
			c.Answer(receives(w, c, `ask [41*]`).ID, []byte(`42`))
			receives(w, c, ` [42]`)
			c.Ask("listen")
			receives(w, c, ` []`)
			c.Emit("tell", []byte(`"one"`))
			receives(w, c, `told ["one" *]`)
			state := c.State()
			c.Vanish()

			other := dial(socketio.Options{})
			other.Emit("tell", []byte(`"two"`))
			other.Ask("auth") // so that it has been told
			receives(w, other, ` [*]`)
			c = dial(socketio.Options{Return: state})
			if by != socketio.PollingOnly && !c.Recovered() { // the server does not know yet that it had gone
				t.Error("not recovered")
			}
			if c.Recovered() {
				receives(w, c, `told ["two" *]`)
			}
			c.Emit("go")
			if _, err := c.Recv(); err != io.EOF {
				t.Errorf("at the end: %v", err)
			}
			_, err := socketio.Dial(ctx, &netx.Host{}, full, socketio.Options{Transports: by, Auth: map[string]any{"name": "nobody"}})
			if !errors.Is(err, socketio.ErrRefused) {
				t.Errorf("nobody is let in: %v", err)
			}
		})
	}
	for _, by := range allTransports {
		measured(ctx, t, smallest, by)
	}
	smallestChat(ctx, t, smallest)
}

// measured has messages go to the server and back, as when it is measured (bench --net host --target).
func measured(ctx context.Context, t *testing.T, addr string, by socketio.Transports) {
	c, err := socketio.DialMessages(ctx, &netx.Host{}, addr, socketio.Options{Transports: by})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	buf := make([]byte, 100)
	for _, want := range []string{"hi", "\x00\xff"} { // text, and bytes
		if err := c.Send([]byte(want)); err != nil {
			t.Fatal(err)
		}
		if n, err := c.Recv(buf); err != nil || string(buf[:n]) != want {
			t.Errorf("by %s %q came back as %q, %v", by, want, buf[:n], err)
		}
	}
}

// smallestChat talks on a server that acknowledges nothing, and has no rooms.
func smallestChat(ctx context.Context, t *testing.T, addr string) {
	c, err := socketio.DialRooms(ctx, &netx.Host{}, addr, "s1", socketio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	buf := make([]byte, event.MaxMessage)
	hears := func(want string) {
		t.Helper()
		n, err := c.Recv(buf)
		if err != nil || !like(string(buf[:n]), want) {
			t.Fatalf("heard %s, %v; want %s", buf[:n], err, want)
		}
	}
	c.Send([]byte(`{"type":"join","room":"blue","name":"ada","session":"s1"}`))
	hears(`{"type":"joined","room":"blue","epoch":"unknown","offset":0,"member":"ada"}`)
	c.Send([]byte(`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi","self":false}`))
	hears(`{"type":"ack","id":7,"room":"blue"}`)
	hears(`{"type":"event","room":"blue","offset":1,"from":"someone","event":"message","data":"hi"}`)
}
