//go:build make || solution

package receiver

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// arrives has a segment arrive, and says what should go back.
func arrives(t *testing.T, r *Receiver, seq uint32, data string, ack uint32, window int) {
	t.Helper()
	gotAck, gotWindow := r.Arrive(seq, []byte(data))
	if gotAck != ack || gotWindow != window {
		t.Errorf("%q came, from byte %d on. Back went acknowledgement %d and window %d; it should be %d and %d",
			data, seq, gotAck, gotWindow, ack, window)
	}
}

func reads(t *testing.T, r *Receiver, want string) {
	t.Helper()
	buf := make([]byte, 1000)
	if n := r.Read(buf); string(buf[:n]) != want {
		t.Errorf("the program read %q; it should be %q", buf[:n], want)
	}
}

// The acknowledgement goes out although the program has read nothing.
func TestAcknowledgedBeforeItIsRead(t *testing.T) {
	r := &Receiver{Next: 100, Room: 50}
	arrives(t, r, 100, "a pizza, ", 109, 41)
	arrives(t, r, 109, "please", 115, 35)
	reads(t, r, "a pizza, please")
	arrives(t, r, 115, "", 115, 50) // reading has made room
}

func TestOutOfOrder(t *testing.T) {
	r := &Receiver{Next: 1, Room: 50}
	arrives(t, r, 4, "def", 1, 50) // too early: the same acknowledgement again, which tells of the gap
	arrives(t, r, 7, "ghi", 1, 50)
	reads(t, r, "")
	arrives(t, r, 1, "abc", 10, 41) // one acknowledgement for all that is in order now
	reads(t, r, "abcdefghi")
}

func TestTwice(t *testing.T) {
	r := &Receiver{Next: 1, Room: 50}
	arrives(t, r, 1, "abc", 4, 47)
	arrives(t, r, 1, "abc", 4, 47)   // its acknowledgement was lost: it is told again
	arrives(t, r, 2, "bcde", 6, 45)  // some of it is new
	arrives(t, r, 9, "ijk", 6, 45)   // too early,
	arrives(t, r, 6, "fghi", 12, 39) // and one byte of this has come before
	reads(t, r, "abcdefghijk")
	arrives(t, r, 1, "abc", 12, 50) // very late
	reads(t, r, "")
}

// A program that does not read makes the window small, and at last zero; what has no room is not
// acknowledged, so that the sender keeps it.
func TestWindow(t *testing.T) {
	r := &Receiver{Next: 0, Room: 4}
	arrives(t, r, 0, "abcdef", 4, 0)
	arrives(t, r, 4, "ef", 4, 0)
	buf := make([]byte, 1)
	if n := r.Read(buf); n != 1 || buf[0] != 'a' {
		t.Errorf("a read of one byte brought %q", buf[:n])
	}
	arrives(t, r, 4, "ef", 5, 0)
	reads(t, r, "bcde")
	arrives(t, r, 5, "f", 6, 3)
	reads(t, r, "f")
	arrives(t, r, 10, "k", 6, 4) // one beyond the window
	arrives(t, r, 6, "ghij", 10, 0)
	reads(t, r, "ghij")
}

func TestNumbersBeginAgain(t *testing.T) {
	r := &Receiver{Next: math.MaxUint32 - 1, Room: 50}
	arrives(t, r, 1, "d", math.MaxUint32-1, 50) // after 4294967294, 4294967295 and 0
	arrives(t, r, math.MaxUint32-1, "abc", 2, 46)
	arrives(t, r, math.MaxUint32, "b", 2, 46) // before the one expected, though its number is larger
	reads(t, r, "abcd")
}

// Whatever order segments come in, and however often, the program reads the stream as it was written.
func TestStream(t *testing.T) {
	stream := make([]byte, 5000)
	random := rand.New(rand.NewPCG(7, 7))
	for i := range stream {
		stream[i] = byte(random.Uint32())
	}
	const first = math.MaxUint32 - 2000
	r := &Receiver{Next: first, Room: 300}
	var got []byte
	buf := make([]byte, 100)
	for range 1_000_000 {
		if len(got) == len(stream) {
			break
		}
		from := max(0, min(len(stream)-1, len(got)+random.IntN(600)-200))
		to := min(len(stream), from+1+random.IntN(100))
		ack, window := r.Arrive(first+uint32(from), stream[from:to])
		if acked := int(ack - first); acked < len(got) || acked > len(stream) || window < 0 || window > 300 {
			t.Fatalf("after %d bytes were read: acknowledged %d, window %d", len(got), acked, window)
		}
		if random.IntN(3) == 0 {
			n := r.Read(buf)
			got = append(got, buf[:n]...)
		}
	}
	if !bytes.Equal(got, stream) {
		t.Errorf("of a stream of %d bytes the program has read %d, and they are the same up to byte %d",
			len(stream), len(got), same(got, stream))
	}
}

func same(a, b []byte) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
