package tcpdemo

import (
	"errors"
	"regexp"
)

// ErrHTTP is what OnError gets for a peer that speaks HTTP. A web page can have a browser send
// whatever it likes to any port, as the body of a request: it must not get a word in.
var ErrHTTP = errors.New("tcpdemo: that is HTTP")

var isHTTP = regexp.MustCompile(`^[A-Z]+ .* HTTP/[0-9.]+\r?$`)
