package frames

// A Lock is a mutex made of a channel; NewLock makes one.
//
// It is held while the network is waited for. In virtual time (testing/synctest) the clock stands
// still as long as somebody waits for a sync.Mutex, and so the network would never be done.
type Lock chan struct{}

// NewLock returns a Lock that nobody holds.
func NewLock() Lock { return make(Lock, 1) }

// Lock waits until nobody holds l, and takes it.
func (l Lock) Lock() { l <- struct{}{} }

// Unlock gives l back.
func (l Lock) Unlock() { <-l }

// TryLock takes l if nobody holds it, and says whether it did.
func (l Lock) TryLock() bool {
	select {
	case l <- struct{}{}:
		return true
	default:
		return false
	}
}
