package engine

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"unicode/utf8"

	"wirelab/internal/term"
)

// command carries out a command line.
func (e *Engine) command(ctx context.Context, r Request, send func(Message)) (Message, error) {
	if e.Run == nil {
		return Message{}, errors.New("this engine carries out no commands")
	}
	columns := cmp.Or(r.Columns, 80)
	out := &texts{columns: columns, send: func(text string) { send(Message{Out: text}) }}
	err := &texts{columns: columns, send: func(text string) { send(Message{Err: text}) }}
	status := e.Run(ctx, r.Args, columns, out, err)
	out.end()
	err.end()
	return Message{Exit: &status}, nil
}

// texts sends what is written, in whole characters: JSON has no halves.
type texts struct {
	send    func(string)
	columns int
	rest    []byte // the beginning of a character
}

var _ term.Sized = (*texts)(nil)

// Columns is how wide the texts are that the page shows.
func (t *texts) Columns() int { return t.columns }

func (t *texts) Write(b []byte) (int, error) {
	all := append(t.rest, b...)
	whole := len(all)
	for cut := 1; cut < utf8.UTFMax && cut <= len(all); cut++ {
		if tail := all[len(all)-cut:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				whole -= cut
			}
			break
		}
	}
	t.rest = bytes.Clone(all[whole:])
	if whole > 0 {
		t.send(string(all[:whole]))
	}
	return len(b), nil
}

// end sends what is left of a character that never became whole.
func (t *texts) end() {
	if len(t.rest) > 0 {
		t.send(string(t.rest))
	}
}
