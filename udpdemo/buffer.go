package udpdemo

import "fmt"

// bufferSize is what a socket is asked to hold of what has come and is not read, and of what is on its
// way out: 4 MiB. What a system gives unasked is often 208 KiB, which some 250 small datagrams fill on
// Linux, since each is counted with the memory around it. What comes then is lost, on a machine whose
// network has lost nothing.
const bufferSize = 4 << 20

// A SmallBufferError says that the system gives a socket less than it was asked for.
type SmallBufferError struct {
	Got int // bytes of receive buffer
}

func (e *SmallBufferError) Error() string {
	return fmt.Sprintf("the socket's receive buffer is %d KiB, not the %d KiB that were asked for: "+
		"in a burst, datagrams may be lost there%s", e.Got>>10, bufferSize>>10, moreBuffer)
}

// Enlarge has a UDP socket's buffers made larger. The servers do so, and Dial; call it to know how large
// they are: the error is a *SmallBufferError if the receive buffer is smaller than asked for. It is nil
// also where the socket is not the system's, as in the lab.
func Enlarge(socket any) error {
	s, ok := socket.(systemSocket)
	if !ok {
		return nil
	}
	s.SetWriteBuffer(bufferSize) // who finds it full only waits
	if got := enlargeReceive(s); got < bufferSize {
		return &SmallBufferError{got}
	}
	return nil
}
