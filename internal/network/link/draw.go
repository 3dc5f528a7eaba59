package link

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// A flowState is what a Link remembers of a flow.
type flowState struct {
	random *rand.Rand
	bad    bool    // the state of Config.Burst
	jitter *wander // of its path; nil if there is none
}

// newFlowState seeds a flow's random numbers: those of its packets, and those of its path. The hash makes
// seeds 1 and 2, or two neighbouring addresses, as different from each other as any.
func newFlowState(c Config, seed uint64, d Direction, flow Flow) *flowState {
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %v %v %v", seed, d, flow.From, flow.To))
	word := func(n int) uint64 { return binary.BigEndian.Uint64(hash[8*n:]) }
	f := &flowState{random: rand.New(rand.NewPCG(word(0), word(1)))}
	if c.Jitter > 0 {
		f.jitter = newWander(c.Jitter, word(2))
	}
	return f
}

// A draw holds the random numbers of one packet, each in [0, 1). New ones would change the fates of
// all packets, and so every figure that was ever measured with a seed.
type draw struct{ state, loss, hold, duplicate, behind float64 }

// next draws for the next packet of the flow.
func (f *flowState) next() draw {
	random := f.random.Float64
	return draw{
		state:     random(),
		loss:      random(),
		hold:      random(),
		duplicate: random(),
		behind:    random(),
	}
}
