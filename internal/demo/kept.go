package demo

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"wirelab/internal/demo/stage"
)

// showKept sends numbered datagrams to a socket that is rarely read, and shows which of them it has kept.
func showKept(ctx context.Context, s stage.Stage, w io.Writer) error {
	pc, err := s.Server.ListenPacket(ctx, "udp", s.Listen)
	if err != nil {
		return err
	}
	defer pc.Close()
	client, err := s.Clients[0].DialContext(ctx, "udp", pc.LocalAddr().String())
	if err != nil {
		return err
	}
	defer client.Close()

	const some = 50
	for _, step := range []struct{ from, to, read int }{
		{1, 1000, some},    // then the program reads a few of them,
		{1001, 2000, 2000}, // and here all that are there
	} {
		if err := sendNumbered(client, step.from, step.to); err != nil {
			return err
		}
		time.Sleep(time.Second) // until the last has come
		numbers, err := readNumbered(pc, step.read)
		if err != nil {
			return err
		}
		what := "all that is there"
		if step.read == some {
			what = fmt.Sprint("at most ", some)
		}
		_, err = fmt.Fprintf(w, "datagrams %d to %d are sent, and nobody reads\n"+
			"then the program reads %s:  it gets %s\n", step.from, step.to, what, rangesOf(numbers))
		if err != nil {
			return err
		}
	}
	return nil
}

// sendNumbered sends datagrams of 1000 bytes, each of which begins with its number.
func sendNumbered(conn net.Conn, from, to int) error {
	for n := from; n <= to; n++ {
		datagram := make([]byte, 1000)
		binary.BigEndian.PutUint32(datagram, uint32(n))
		if _, err := conn.Write(datagram); err != nil {
			return err
		}
	}
	return nil
}

// readNumbered reads datagrams, at most so many, until none is there any more.
func readNumbered(pc net.PacketConn, most int) (numbers []int, err error) {
	buf := make([]byte, 64<<10)
	for len(numbers) < most {
		pc.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		if _, _, err := pc.ReadFrom(buf); errors.Is(err, os.ErrDeadlineExceeded) {
			return numbers, nil
		} else if err != nil {
			return numbers, err
		}
		numbers = append(numbers, int(binary.BigEndian.Uint32(buf)))
	}
	return numbers, nil
}

// rangesOf is numbers in short, such as "1 to 5, 9".
func rangesOf(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		last := i
		for last+1 < len(numbers) && numbers[last+1] == numbers[last]+1 {
			last++
		}
		part := fmt.Sprint(numbers[i])
		if last > i {
			part += fmt.Sprint(" to ", numbers[last])
		}
		parts = append(parts, part)
		i = last + 1
	}
	return strings.Join(parts, ", ")
}
