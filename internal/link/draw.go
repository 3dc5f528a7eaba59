package link

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"
)

// A flowState is what a Link remembers of a flow.
type flowState struct {
	random *rand.Rand
	bad    bool // the state of Config.Burst
}

// newFlowState seeds a flow's random numbers. The hash makes seeds 1 and 2, or two neighbouring
// addresses, as different from each other as any.
func newFlowState(seed uint64, d Direction, flow Flow) *flowState {
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %v %v %v", seed, d, flow.From, flow.To))
	return &flowState{random: rand.New(rand.NewPCG(
		binary.BigEndian.Uint64(hash[0:]),
		binary.BigEndian.Uint64(hash[8:]),
	))}
}

// A draw holds the random numbers of one packet, each in [0, 1). New ones would change the fates of
// all packets, and so every figure that was ever measured with a seed.
type draw struct{ state, loss, jitter, hold, duplicate, duplicateJitter float64 }

// next draws for the next packet of the flow.
func (f *flowState) next() draw {
	random := f.random.Float64
	return draw{
		state:           random(),
		loss:            random(),
		jitter:          random(),
		hold:            random(),
		duplicate:       random(),
		duplicateJitter: random(),
	}
}

// spread turns a random number into a time in [-jitter, +jitter). No step of it rounds differently on
// a processor that multiplies and adds in one go, so it is the same on all of them.
func spread(jitter time.Duration, random float64) time.Duration {
	return time.Duration((2*random - 1) * float64(jitter))
}
