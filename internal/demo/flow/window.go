// Package flow holds the demonstration of flow control.
package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/packet"
)

// ShowWindow writes to a program that reads nothing for a while, and then everything. Flow control (RFC 9293 section
// 3.8.6): the receiver's TCP says in each segment for how many more bytes it has room, and the sender's TCP has the writer
// wait when that is none. Packets can be seen only in the lab, and there a minute of silence costs no time.
func ShowWindow(ctx context.Context, s stage.Stage, w io.Writer) (err error) {
	client, server, err := s.Connected(ctx)
	if err != nil {
		return err
	}
	total, silence, inWords := int64(16<<20), time.Second, "1 second" // more than a machine's buffers hold
	if s.Packets != nil {
		total, silence, inWords = 1<<20, time.Minute, "1 minute"
	}
	writer := &meter{conn: client}
	var writing sync.WaitGroup
	defer func() { // closing wakes the writer, if it still waits
		err = errors.Join(err, server.Close(), client.Close())
		writing.Wait()
	}()

	const row = "%-20s  %9s  %8s  %8s  %7s\n"
	fmt.Fprintf(w, row, "", "written", "room for", "has it", "packets")
	seen := 0
	tell := func(what string) {
		has, room, packets := "unknown", "unknown", "unknown"
		if s.Packets != nil {
			all := s.Packets()
			bytes, window := receiver(all)
			has, room, packets = kib(bytes), kib(window), fmt.Sprint(len(all)-seen)
			seen = len(all)
		}
		fmt.Fprintf(w, row, what, kib(writer.taken.Load()), room, has, packets)
	}
	time.Sleep(time.Second)
	tell("a new connection")
	writing.Go(func() { writer.write(total) })
	time.Sleep(time.Second)
	tell("nobody reads for 1 s")
	time.Sleep(silence)
	tell("for " + inWords + " more")
	if _, err := io.CopyN(io.Discard, server, total); err != nil {
		return err
	}
	time.Sleep(time.Second) // until all of it is acknowledged
	tell("now all is read")
	return nil
}

func kib(n int64) string { return fmt.Sprintf("%d KiB", n>>10) }

// A meter counts the bytes that its Writes have taken.
type meter struct {
	conn  net.Conn
	taken atomic.Int64
}

// write writes that many bytes, 1 KiB at a time; fewer if the connection ends.
func (m *meter) write(total int64) {
	block := make([]byte, 1<<10)
	for m.taken.Load() < total {
		n, err := m.conn.Write(block)
		m.taken.Add(int64(n))
		if err != nil {
			return
		}
	}
}

// receiver is how many bytes the server's TCP has acknowledged, and for how many more it has room, by its last segment.
func receiver(packets []packet.Record) (bytes, window int64) {
	var first uint32
	scale := 0
	for _, r := range packets {
		p, err := packet.Decode(r.Data)
		switch {
		case err != nil || p.TCP == nil || r.Up:
			continue
		case p.TCP.Flags&packet.SYN != 0:
			first = p.TCP.AcknowledgmentNumber
			if s := p.TCP.Options.WindowScale; s != nil {
				scale = int(*s)
			}
			window = int64(p.TCP.Window) // in a SYN it is not scaled (RFC 7323 section 2.2)
		default:
			bytes = int64(p.TCP.AcknowledgmentNumber - first)
			window = int64(p.TCP.Window) << scale
		}
	}
	return bytes, window
}
