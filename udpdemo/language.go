package udpdemo

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// A language is how a client of the broadcast server writes its requests, and wants its answers.
type language interface {
	// request reads a datagram. cookie is the one in it, if it is good; "" if there is none. It is looked
	// for also where there is a mistake: that is explained to those only who are where they say they are.
	request(datagram []byte, good func(cookie string) bool) (r event.Request, cookie string, err error)
	// datagram is a message as it goes on the wire; nil where there is nothing to say.
	datagram(m *hub.Message) []byte
	length(m *hub.Message) int // of that
	cookie(cookie string) []byte
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

func (inJSON) request(d []byte, good func(string) bool) (event.Request, string, error) {
	r, err := event.DecodeRequest(d)
	cookie := r.Cookie
	if err != nil {
		var wrong struct{ Cookie string }
		json.Unmarshal(d, &wrong) // where that fails, too, there is none
		cookie = wrong.Cookie
	}
	if !good(cookie) {
		cookie = ""
	}
	return r, cookie, err
}

func (inJSON) datagram(m *hub.Message) []byte { return m.JSON() } // the same bytes for all receivers

func (inJSON) length(m *hub.Message) int { return len(m.JSON()) }

func (inJSON) cookie(cookie string) []byte {
	return bytes.TrimSpace(event.Cookie{Cookie: cookie}.Line())
}

// inPlain is for people, on nc -u.
type inPlain struct{ event.Person }

// request takes a line's last word for the cookie if it is one, whatever the line is: to join a room, it
// must be there; a cookie alone says that the person is there, and asks for what was last said.
func (p *inPlain) request(d []byte, good func(string) bool) (r event.Request, cookie string, err error) {
	if len(d) > longestLine {
		return r, "", &event.Error{Code: event.TooLarge, Reason: "the line is too long"}
	}
	line := bytes.TrimSpace(d)
	last := bytes.LastIndexAny(line, " \t") + 1
	if word := string(line[last:]); good(word) {
		cookie, d = word, bytes.TrimRight(line[:last], " \t")
	}
	if cookie != "" && len(d) == 0 {
		return event.Request{Type: event.TypePing}, cookie, nil
	}
	r, err = p.Person.Request(string(d))
	return r, cookie, err
}

// maxPlain is how long a line for a person is at most: as long as the largest event (hub.Hub.MaxEvent).
// What cannot be seen is written out, so that an event of 1,200 bytes could become a line of some 7,000.
const maxPlain = 1200

// longestLine is longer than any line of which an event could be made.
const longestLine = 2 * maxPlain

// datagram is nil where there is nothing to see, as for the ack of what was said.
func (p *inPlain) datagram(m *hub.Message) []byte { return short(m.PlainFor(&p.Person)) }

func (p *inPlain) length(m *hub.Message) int { return min(m.PlainLength(&p.Person), maxPlain) }

// short cuts a line that is longer than maxPlain.
func short(line []byte) []byte {
	if len(line) <= maxPlain {
		return line
	}
	const more = "…\n"
	end := maxPlain - len(more)
	for !utf8.RuneStart(line[end]) {
		end--
	}
	if i := bytes.LastIndexByte(line[end-len(`\U0010ffff`):end], '\\'); i >= 0 { // not within an escape
		end += i - len(`\U0010ffff`)
	}
	return append(line[:end:end], more...)
}

func (*inPlain) cookie(cookie string) []byte {
	return []byte(event.Plain(event.Cookie{Cookie: cookie}) + "\n")
}
