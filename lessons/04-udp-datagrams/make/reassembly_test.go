//go:build make || solution

package reassembly

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"
)

var start = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func key(id uint16) Key {
	return Key{netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.1"), id}
}

// fragments divides bytes as IP does on Ethernet.
func fragments(k Key, whole []byte) (all []Fragment) {
	const each = 1480
	for at := 0; at < len(whole); at += each {
		end := min(at+each, len(whole))
		all = append(all, Fragment{k, at, end < len(whole), whole[at:end]})
	}
	return all
}

// text is bytes of which no two pieces are alike.
func text(size int, seed uint64) []byte {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// isWhole checks what the last of the fragments brought.
func isWhole(t *testing.T, what string, got, want []byte) {
	t.Helper()
	switch {
	case got == nil:
		t.Errorf("%s: all fragments have come, and Add returned nil", what)
	case len(got) != len(want):
		t.Errorf("%s: the whole has %d bytes, want %d", what, len(got), len(want))
	case !bytes.Equal(got, want):
		t.Errorf("%s: the whole has the right length, but pieces are not where they belong", what)
	}
}

func TestInOrder(t *testing.T) {
	var r Reassembler
	want := text(5008, 1)
	all := fragments(key(1), want)
	for i, f := range all {
		got := r.Add(f, start)
		if i == len(all)-1 {
			isWhole(t, "four fragments in order", got, want)
		} else if got != nil {
			t.Fatalf("%d of 4 fragments have come, and Add returned %d bytes: it is not whole", i+1, len(got))
		}
	}
	if n := r.Waiting(start); n != 0 {
		t.Errorf("what is whole is to be forgotten, but you still wait for %d", n)
	}
}

func TestOnePiece(t *testing.T) {
	var r Reassembler
	isWhole(t, "a packet that was not divided", r.Add(Fragment{Key: key(1), Data: []byte("hi")}, start), []byte("hi"))
}

func TestAnyOrder(t *testing.T) {
	want := text(5008, 2)
	random := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		var r Reassembler
		order := random.Perm(4)
		var got []byte
		for i, n := range order {
			got = r.Add(fragments(key(1), want)[n], start)
			if i < 3 && got != nil {
				t.Fatalf("in the order %v, after %d fragments: Add returned %d bytes", order, i+1, len(got))
			}
		}
		if isWhole(t, "in another order", got, want); t.Failed() {
			t.Fatalf("the order was %v (0 is the first)", order)
		}
	}
}

func TestAnySize(t *testing.T) {
	var r Reassembler
	want := text(3000, 10)
	piece := func(from, to int) Fragment { return Fragment{key(1), from, to < len(want), want[from:to]} }
	for _, f := range []Fragment{piece(0, 8), piece(2000, 3000), piece(8, 1480)} {
		if got := r.Add(f, start); got != nil {
			t.Fatalf("the third of four fragments has not come, and Add returned %d bytes", len(got))
		}
	}
	isWhole(t, "four fragments, of 8, 1,472, 520 and 1,000 bytes", r.Add(piece(1480, 2000), start), want)
}

func TestTwice(t *testing.T) {
	var r Reassembler
	want := text(5008, 3)
	all := fragments(key(1), want)
	for _, n := range []int{3, 0, 0, 1, 1, 3} {
		if got := r.Add(all[n], start); got != nil {
			t.Fatalf("the third fragment has not come, though others came twice, and Add returned %d bytes", len(got))
		}
	}
	isWhole(t, "some fragments came twice", r.Add(all[2], start), want)
}

func TestMixed(t *testing.T) {
	var r Reassembler
	other := key(1)
	other.From = netip.MustParseAddr("10.0.0.3") // the same ID, from another host
	var wants [3][]byte
	var all [3][]Fragment
	for i, k := range []Key{key(1), key(2), other} {
		wants[i] = text(5008, uint64(i))
		all[i] = fragments(k, wants[i])
	}
	for n := range 4 {
		for i := range all {
			got := r.Add(all[i][n], start)
			if n == 3 {
				isWhole(t, "three datagrams, mixed", got, wants[i])
			} else if got != nil {
				t.Fatalf("three datagrams, mixed: Add returned %d bytes before any of them was whole", len(got))
			}
		}
	}
}

func TestPatience(t *testing.T) {
	var r Reassembler
	want := text(5008, 4)
	all := fragments(key(1), want)
	for _, f := range all[:3] {
		r.Add(f, start)
	}
	if n := r.Waiting(start.Add(Patience - 1)); n != 1 {
		t.Errorf("just before 30 seconds have passed you wait for %d, want 1", n)
	}
	if n := r.Waiting(start.Add(Patience)); n != 0 {
		t.Errorf("after 30 seconds you still wait for %d, want 0", n)
	}
	if got := r.Add(all[3], start.Add(Patience)); got != nil {
		t.Errorf("the last fragment came after 30 seconds, and Add returned %d bytes: the others should be forgotten", len(got))
	}
	for _, f := range all[:2] {
		r.Add(f, start.Add(Patience))
	}
	isWhole(t, "all came again", r.Add(all[2], start.Add(Patience)), want)
}

func TestPatienceCountsFromTheFirst(t *testing.T) {
	want := text(5008, 6)
	all := fragments(key(1), want)
	var late, slow Reassembler
	for _, f := range all[:3] {
		late.Add(f, start)
	}
	if got := late.Add(all[3], start.Add(Patience)); got != nil {
		t.Errorf("nobody has asked Waiting, the last fragment came after 30 seconds, and Add returned %d bytes: the others should be forgotten", len(got))
	}
	slow.Add(all[0], start)
	slow.Add(all[1], start.Add(Patience-time.Second))
	if n := slow.Waiting(start.Add(Patience)); n != 0 {
		t.Errorf("30 seconds after the first fragment you wait for %d, want 0, whenever the second one came", n)
	}
}

func TestSameIDForAnotherHost(t *testing.T) {
	var r Reassembler
	all := fragments(key(1), text(2000, 7))
	r.Add(all[0], start)
	all[1].To = netip.MustParseAddr("10.0.0.9")
	if got := r.Add(all[1], start); got != nil {
		t.Errorf("the second fragment goes to another host, and Add returned %d bytes: they do not belong together", len(got))
	}
}

func TestManyNeverWhole(t *testing.T) {
	var r Reassembler
	const each = 100 * time.Millisecond
	var now time.Time
	for i := range 2000 {
		now = start.Add(time.Duration(i) * each)
		r.Add(Fragment{key(uint16(i)), 0, true, []byte("first")}, now)
	}
	if n := r.Waiting(now); n != 300 {
		t.Errorf("2,000 first fragments came, 100 ms after one another, and you wait for %d, want 300: those of the last 30 seconds", n)
	}
}

func TestTooLong(t *testing.T) {
	var r Reassembler
	if got := r.Add(Fragment{key(1), 65_528, false, make([]byte, 1480)}, start); got != nil {
		t.Errorf("a fragment that reaches beyond MaxSize brought %d bytes", len(got))
	}
	if n := r.Waiting(start); n != 0 {
		t.Errorf("a fragment that reaches beyond MaxSize is no good, and must leave nothing behind; you wait for the others of it")
	}

	want := text(MaxSize, 8)
	all := fragments(key(2), want)
	r.Add(all[0], start)
	r.Add(Fragment{key(2), 65_528, false, make([]byte, 1480)}, start) // of the same key: no notice is taken of it
	for _, f := range all[1 : len(all)-1] {
		r.Add(f, start)
	}
	isWhole(t, "as long as just fits, and among the fragments one that is no good", r.Add(all[len(all)-1], start), want)
	for _, f := range fragments(key(3), text(MaxSize+1, 9)) {
		if got := r.Add(f, start); got != nil {
			t.Errorf("one byte more than MaxSize, and Add returned %d bytes", len(got))
		}
	}
}

func TestCopy(t *testing.T) {
	var r Reassembler
	want := text(2000, 5)
	buf := make([]byte, 1480) // one buffer for all, as a host would have
	var got []byte
	for _, f := range fragments(key(1), want) {
		f.Data = buf[:copy(buf, f.Data)]
		got = r.Add(f, start)
	}
	isWhole(t, "each fragment lay in the same buffer (keep a copy)", got, want)
}
