package wsdemo

// A lock is a mutex made of a channel; newLock makes one.
//
// It is held while the network is waited for. In virtual time (testing/synctest) the clock stands
// still as long as somebody waits for a sync.Mutex, and so the network would never be done.
type lock chan struct{}

func newLock() lock { return make(lock, 1) }

func (l lock) lock()   { l <- struct{}{} }
func (l lock) unlock() { <-l }

func (l lock) tryLock() bool {
	select {
	case l <- struct{}{}:
		return true
	default:
		return false
	}
}
