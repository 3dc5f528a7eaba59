package engine

import (
	"context"
	"errors"
)

// command carries out a command line.
func (e *Engine) command(ctx context.Context, r Request, send func(Message)) (Message, error) {
	if e.Run == nil {
		return Message{}, errors.New("this engine carries out no commands")
	}
	status := e.Run(ctx, r.Args,
		writer(func(text string) { send(Message{Out: text}) }), writer(func(text string) { send(Message{Err: text}) }))
	return Message{Exit: &status}, nil
}

// A writer hands on what is written.
type writer func(text string)

func (w writer) Write(b []byte) (int, error) {
	w(string(b))
	return len(b), nil
}
