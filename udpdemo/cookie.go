package udpdemo

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/netip"
	"time"
)

// ErrCookie is what OnError gets for a datagram without a valid cookie.
var ErrCookie = errors.New("no valid cookie")

// cookies makes cookies and knows them again, but keeps none: a cookie is a code (HMAC, RFC 2104) over
// the address and port that it is for, under a key that nobody else has. Whoever sends one back from
// there has received it there, so that the address is not forged. Nothing has to be remembered of
// those who only ask, and so nothing is there for them to fill up. DTLS does the same before it
// remembers anything of a client (RFC 9147 section 5.1), QUIC with its Retry (RFC 9000 section 8.1.2).
type cookies struct {
	keys  [2][sha256.Size]byte // the one in use, and the one before it
	since time.Time            // when the one in use was due
}

// keyLife is how long a key is in use. Then it is the one before for as long again, so that a cookie
// is good for 30 seconds at least and a minute at most: someone who collects those of addresses that
// he had for a while has little of them.
const keyLife = 30 * time.Second

// cookieBytes is what is kept of the 32 bytes of the code: 12, which are 16 characters. The answer to
// a hello is at most three times as long as the question, the limit that QUIC sets for what is sent
// to an address that has proved nothing (RFC 9000 section 8.1): `{"type":"hello"}` has 16 bytes, and
// its answer 45; /hello has 6, and its answer 17. Who has no key has to guess 96 bits.
const cookieBytes = 12

// bake returns the cookie for an address.
func (c *cookies) bake(from netip.AddrPort) string {
	c.changeKeys()
	return bake(&c.keys[0], from)
}

// good says whether a cookie is one for that address, made with one of the two keys.
func (c *cookies) good(from netip.AddrPort, cookie string) bool {
	if len(cookie) != base64.RawURLEncoding.EncodedLen(cookieBytes) {
		return false
	}
	c.changeKeys()
	return same(cookie, bake(&c.keys[0], from)) || same(cookie, bake(&c.keys[1], from))
}

// same compares two cookies in a time that does not tell how much of a guess was right.
func same(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

func bake(key *[sha256.Size]byte, from netip.AddrPort) string {
	code := hmac.New(sha256.New, key[:])
	address, _ := from.MarshalBinary() // its error is always nil
	code.Write(address)
	return base64.RawURLEncoding.EncodeToString(code.Sum(nil)[:cookieBytes])
}

// changeKeys draws the keys that are due. It needs no goroutine: it is called before each use.
func (c *cookies) changeKeys() {
	switch age := time.Since(c.since); {
	case age < keyLife:
		return
	case age < 2*keyLife:
		c.keys[1] = c.keys[0]
		c.since = c.since.Add(keyLife) // and not now, or the key before would live longer
	default: // nobody has a cookie that is still good
		rand.Read(c.keys[1][:])
		c.since = time.Now()
	}
	rand.Read(c.keys[0][:])
}
