package tcpdemo

import (
	"bytes"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// A language is how a client of the broadcast server writes its requests, and wants its answers.
type language interface {
	request(line []byte) (event.Request, error)
	// lines are the messages as they go on the wire, in one piece: one Write, and where they fit, one
	// segment. They may be in buf, which is empty.
	lines(buf []byte, batch []*hub.Message) []byte
}

// languageOf tells a client's language from its first line.
func languageOf(line []byte) language {
	if bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return inJSON{}
	}
	return &inPlain{}
}

// inJSON is for programs.
type inJSON struct{}

func (inJSON) request(line []byte) (event.Request, error) { return event.DecodeRequest(line) }

func (inJSON) lines(buf []byte, batch []*hub.Message) []byte {
	if len(batch) == 1 {
		return batch[0].Line() // the same bytes for all receivers
	}
	for _, m := range batch {
		buf = append(buf, m.Line()...)
	}
	return buf
}

// inPlain is for people, on nc.
type inPlain struct{ event.Person }

func (p *inPlain) request(line []byte) (event.Request, error) { return p.Person.Request(string(line)) }

func (p *inPlain) lines(buf []byte, batch []*hub.Message) []byte {
	for _, m := range batch {
		buf = append(buf, m.PlainFor(&p.Person)...) // nothing where there is nothing to see, as for an ack
	}
	return buf
}
