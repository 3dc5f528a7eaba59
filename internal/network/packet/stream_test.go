package packet

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"
)

const ms = time.Millisecond

// put is a segment for a test: data at an offset, in a stream whose first byte has number 5.
func put(offset int, data string, flags Flags) (*TCP, []byte) {
	return &TCP{SequenceNumber: uint32(5 + offset), Flags: flags}, []byte(data)
}

func TestStreamInOrder(t *testing.T) {
	var s Stream
	s.Feed(&TCP{SequenceNumber: 4, Flags: SYN}, nil, 0)
	h, data := put(3, "def", ACK)
	if f := s.Feed(h, data, 1*ms); len(f.Delivered) != 0 || f.From != 3 || f.To != 6 || f.Again() {
		t.Errorf("%+v", f)
	}
	h, data = put(2, "cdefg", FIN|ACK)
	if f := s.Feed(h, data, 2*ms); len(f.Delivered) != 0 || f.Repeated != 3 {
		t.Errorf("%+v", f)
	}
	h, data = put(0, "ab", ACK)
	f := s.Feed(h, data, 5*ms)
	want := []Chunk{
		{0, []byte("ab"), 5 * ms, 5 * ms},
		{2, []byte("c"), 2 * ms, 5 * ms},
		{3, []byte("def"), 1 * ms, 5 * ms},
		{6, []byte("g"), 2 * ms, 5 * ms},
	}
	if len(f.Delivered) != len(want) {
		t.Fatalf("%+v", f)
	}
	for i, c := range f.Delivered {
		if w := want[i]; c.Offset != w.Offset || string(c.Data) != string(w.Data) || c.Arrived != w.Arrived || c.Deliverable != w.Deliverable {
			t.Errorf("chunk %d: %+v, want %+v", i, c, w)
		}
	}
	h, data = put(2, "cdefg", FIN|ACK)
	if f := s.Feed(h, data, 6*ms); f.Repeated != 5 || !f.RepeatedFIN || len(f.Delivered) != 0 {
		t.Errorf("again: %+v", f)
	}
	h, data = put(7, "beyond", ACK)
	if f := s.Feed(h, data, 6*ms); f.Dropped != 6 || len(f.Delivered) != 0 {
		t.Errorf("beyond the end: %+v", f)
	}
}

func TestStreamBounds(t *testing.T) {
	s := Stream{MaxHeld: 10}
	s.Feed(&TCP{SequenceNumber: 4, Flags: SYN}, nil, 0)
	h, data := put(1, "0123456789abcdef", ACK)
	if f := s.Feed(h, data, 0); f.Dropped != 7 || s.size != 9 {
		t.Errorf("%+v, %d bytes held", f, s.size)
	}
	h, data = put(500, "far", ACK)
	if f := s.Feed(h, data, 0); f.Dropped != 3 {
		t.Errorf("%+v", f)
	}
	var many Stream
	many.Feed(&TCP{SequenceNumber: 4, Flags: SYN}, nil, 0)
	for i := range 2 * maxChunks {
		h, data := put(1+2*i, "x", ACK)
		many.Feed(h, data, 0)
	}
	if len(many.held) != maxChunks {
		t.Errorf("%d chunks held", len(many.held))
	}
}

// Whatever the order, the overlaps and the repeats, the bytes come out once and as they were, and
// sequence numbers may wrap.
func TestStreamAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		want := make([]byte, 1+random.IntN(300))
		for i := range want {
			want[i] = byte(random.Uint32())
		}
		s := Stream{}
		first := random.Uint32()
		if random.IntN(2) == 0 {
			first = -uint32(random.IntN(200)) // wraps soon
		}
		s.Feed(&TCP{SequenceNumber: first - 1, Flags: SYN}, nil, 0)
		var got []byte
		var repeated int
		for at := 0; len(got) < len(want); at++ {
			from := random.IntN(len(want))
			to := min(len(want), from+1+random.IntN(40))
			f := s.Feed(&TCP{SequenceNumber: first + uint32(from)}, want[from:to], time.Duration(at))
			repeated += f.Repeated
			for _, c := range f.Delivered {
				if c.Offset != int64(len(got)) || c.Arrived > c.Deliverable || c.Deliverable != time.Duration(at) {
					t.Fatalf("at %d: %+v", at, c)
				}
				got = append(got, c.Data...)
			}
		}
		if !bytes.Equal(got, want) || s.size != 0 || len(s.held) != 0 {
			t.Fatalf("%q, want %q; %d held", got, want, s.size)
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add(uint32(4294967290), 20, []byte("\x02\x00abcdef\x00\x05ghi\x01\x00"))
	f.Fuzz(func(t *testing.T, first uint32, limit int, script []byte) {
		s := Stream{MaxHeld: limit}
		next := int64(0)
		for at := time.Duration(0); len(script) > 2; at++ {
			n := min(int(script[1])%64, len(script)-2)
			h := &TCP{SequenceNumber: first + uint32(int8(script[0])), Flags: Flags(script[1])}
			fed := s.Feed(h, script[2:2+n], at)
			script = script[2+n:]
			delivered := 0
			for _, c := range fed.Delivered {
				if c.Offset != next || c.Arrived > c.Deliverable {
					t.Fatalf("%+v, %d was next", c, next)
				}
				next = c.End()
				delivered += len(c.Data)
			}
			if s.size > max(s.limit(), 0) || fed.Dropped < 0 || fed.Repeated < 0 || fed.Repeated+fed.Dropped > n {
				t.Fatalf("%+v, %d held", fed, s.size)
			}
		}
	})
}
