package lab

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
)

// A source is where a stack gets what it draws at random: initial sequence numbers, timestamps,
// ephemeral ports. It is safe for concurrent use, and the same for the same seed and host.
type source struct {
	mu  sync.Mutex
	rng *rand.ChaCha8
}

func newSource(seed uint64, host int, purpose byte) *source {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	binary.LittleEndian.PutUint64(key[8:], uint64(host))
	key[16] = purpose
	return &source{rng: rand.NewChaCha8(key)}
}

// Int63, Uint64 and Seed implement math/rand's Source64.
func (s *source) Int63() int64 { return int64(s.Uint64() >> 1) }

func (s *source) Uint64() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rng.Uint64()
}

func (s *source) Seed(int64) {} // it has its seed

// Read implements io.Reader.
func (s *source) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rng.Read(b)
}
