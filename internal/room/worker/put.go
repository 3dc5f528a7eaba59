package worker

import (
	"context"
	"errors"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// Producer puts work into a room.
type Producer struct {
	Link
	// Guarantee says whether an event is put again when it is not acknowledged (AtMostOnce: it is not). That the server
	// knows what it has makes AtLeastOnce and Once the same here.
	Guarantee Guarantee
	// Waits, if not nil, is told why the server does not take an event now. The producer tries again.
	Waits func(refusal *event.Error)

	lastID uint64
}

// ErrInDoubt says that an event is not acknowledged, and is not put again: it is in the room, or it is not.
var ErrInDoubt = errors.New("no answer: perhaps the event is in the room, perhaps not")

// Put puts an event into the room, and returns its offset when the server has acknowledged it. It tries until then, or until
// ctx ends. However often it tries, the event is in the room once. With AtMostOnce it tries again only what the server has
// refused; where the answer is missing it returns ErrInDoubt.
func (p *Producer) Put(ctx context.Context, kind string, data []byte) (offset uint64, err error) {
	p.lastID++
	id := p.lastID
	r := event.Request{Type: event.TypeEmit, ID: &id, Room: p.Room, Event: kind, Data: data, Self: new(false)}
	inDoubt := false
	err = p.keep(ctx, nil, func(ctx context.Context) (err error) {
		for {
			offset, err = p.emit(ctx, r)
			refusal, refused := errors.AsType[*event.Error](err)
			switch {
			case err == nil:
				return nil
			case p.Guarantee == AtMostOnce && ctx.Err() == nil && (!refused || refusal.ID == nil && refusal.Code != event.NotJoined):
				inDoubt = true
				if !errors.Is(err, ErrInDoubt) { // the connection has failed
					p.drop(err)
				}
				return nil
			case !refused:
				return err
			case over(refusal):
				return errors.New(refusal.Reason) // it comes back, and tries again
			case !passes(refusal):
				return refusal
			}
			if p.Waits != nil {
				p.Waits(refusal)
			}
			if err := netx.Sleep(ctx, waitFor(refusal)); err != nil {
				return err
			}
		}
	})
	if inDoubt {
		return 0, ErrInDoubt
	}
	return offset, err
}

// answerWithin is how long AtMostOnce waits for an answer over UDP.
const answerWithin = time.Second

// emit makes an event once, or as often as it takes.
func (p *Producer) emit(ctx context.Context, r event.Request) (offset uint64, err error) {
	ask := p.ask
	if p.Guarantee == AtMostOnce && p.Keeper.Datagrams {
		ask = p.askOnce
	}
	answer, err := ask(ctx, r, acknowledges(*r.ID))
	if err != nil {
		return 0, err
	}
	return answer.(event.Ack).Offset, nil
}

// askOnce is ask for what must not be sent again.
func (p *Producer) askOnce(ctx context.Context, r event.Request, answers func(event.Reply) bool) (event.Reply, error) {
	within, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := p.asking(within, r, answers, false)
	if err != nil && within.Err() != nil && ctx.Err() == nil {
		err = ErrInDoubt
	}
	return answer, err
}

// passes says whether the same request can succeed later.
func passes(e *event.Error) bool {
	return e.Code == event.QueueFull || e.Code == event.TooFast || e.Code == event.NotKept
}

// waitFor returns how long to wait after such an error.
func waitFor(e *event.Error) time.Duration {
	return max(time.Duration(e.Wait)*time.Millisecond, time.Second)
}
