package frames

import (
	"math/bits"
	"sync"
)

// uncounted is how much of each message is in no budget: while large messages fill it, small ones get
// through.
const uncounted = 4 << 10

// A buffer is memory for a message, of 1 KiB, 4 KiB, 16 KiB and so on. It has a byte more, in which the
// end of a message is looked for.
type buffer struct {
	bytes []byte // empty
	class int
}

const smallest = 1 << 10

// next is the size of the buffer after b, which may be nil.
func (b *buffer) next() int {
	if b == nil {
		return smallest
	}
	return smallest << (2 * (b.class + 1))
}

// pools have the buffers of each class, up to 1 MiB, that nobody uses at the moment.
var pools [6]sync.Pool

func newBuffer(size int) *buffer {
	class := bits.Len(uint(size/smallest)) / 2
	if class < len(pools) {
		if b, ok := pools[class].Get().(*buffer); ok {
			return b
		}
	}
	return &buffer{make([]byte, 0, size+1), class}
}

func (b *buffer) free() {
	if b != nil && b.class < len(pools) {
		pools[b.class].Put(b)
	}
}
