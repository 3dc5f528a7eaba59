package udpdemo

import (
	"bytes"
	"encoding/json"

	"wirelab/internal/event"
	"wirelab/internal/hub"
)

// A language is how a client of the broadcast server writes its requests, and wants its answers.
type language interface {
	request(datagram []byte) (event.Request, error)
	// datagram is a message as it goes on the wire; nil where there is nothing to say.
	datagram(m *hub.Message) []byte
	cookie(cookie string) []byte
	// lastCookie finds the cookie in a datagram that is refused: a mistake is explained to those only
	// who are where they say they are.
	lastCookie(datagram []byte) string
}

// languageOf tells the language of a datagram from its first character. Unlike a connection, an
// address may change its language any time: l is its lease, or nil. typed says that the lease is a
// person's, and the datagram what the person has typed.
func languageOf(datagram []byte, l *lease) (speaks language, typed bool) {
	if bytes.HasPrefix(bytes.TrimSpace(datagram), []byte("{")) {
		return inJSON{}, false
	}
	if l != nil {
		if person, ok := l.speaks.(*inPlain); ok {
			return person, true // who is in a room, which what is said goes to
		}
	}
	return &inPlain{}, false
}

// inJSON is for programs.
type inJSON struct{}

func (inJSON) request(d []byte) (event.Request, error) { return event.DecodeRequest(d) }

func (inJSON) datagram(m *hub.Message) []byte { return m.JSON() } // the same bytes for all receivers

func (inJSON) cookie(cookie string) []byte {
	return bytes.TrimSpace(event.Cookie{Cookie: cookie}.Line())
}

func (inJSON) lastCookie(d []byte) string {
	var r struct{ Cookie string }
	if json.Unmarshal(d, &r) != nil {
		return ""
	}
	return r.Cookie
}

// inPlain is for people, on nc -u.
type inPlain struct{ event.Person }

func (p *inPlain) request(d []byte) (event.Request, error) { return p.Person.Request(string(d)) }

// datagram is a message as this person sees it, with a newline; nil where there is nothing to see, as for the
// ack of what was said.
func (p *inPlain) datagram(m *hub.Message) []byte {
	if _, _, _, ok := m.Event(); ok {
		return m.Plain() // the same bytes for all receivers
	}
	reply, err := event.DecodeReply(m.JSON())
	if err != nil {
		return nil // cannot be: it is a reply of ours
	}
	if text := p.Person.Plain(reply); text != "" {
		return []byte(text + "\n")
	}
	return nil
}

func (*inPlain) cookie(cookie string) []byte {
	return []byte(event.Plain(event.Cookie{Cookie: cookie}) + "\n")
}

func (*inPlain) lastCookie(d []byte) string {
	d = bytes.TrimSpace(d)
	return string(d[bytes.LastIndexByte(d, ' ')+1:])
}
