package trial

import (
	"context"
	"fmt"
	"time"

	"wirelab/bench/measure/fault"
	"wirelab/internal/transport"
)

// WarmUp sends messages that are not measured, as many as the plan says: the first ones find caches cold
// and, on UDP, show whether a server is there at all. Each is to come copies times; the load calls
// WarmedUp for each that does.
func (t *Trial) WarmUp(
	ctx context.Context, conn transport.Conn, message func(Format) func(seq int) []byte, copies int,
) error {
	n := t.warmUpMessages()
	if n == 0 {
		return nil
	}
	t.warmUps = int64(n * copies)
	unstuck := t.unstick(conn, t.Plan.WarmUp)
	err := t.send(ctx, conn, message(t.Warm), n, t.Place.Now(), nil)
	unstuck()
	if err != nil {
		return &fault.NoServerError{Addr: t.Addr, Err: err}
	}
	late := time.NewTimer(t.Plan.Wait)
	defer late.Stop()
	select {
	case <-t.warmDone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-t.Ended:
	case <-late.C:
	}
	if t.warmed.Load() == 0 {
		return t.nothingCame()
	}
	return nil
}

// warmUpMessages is how many messages come before a trial.
func (t *Trial) warmUpMessages() int {
	if t.Plan.WarmUp == 0 {
		return 0
	}
	return max(1, int(t.Plan.Rate*t.Plan.WarmUp.Seconds()))
}

// WarmedUp notes that a warm-up message came.
func (t *Trial) WarmedUp() {
	if t.warmed.Add(1) == t.warmUps {
		close(t.warmDone)
	}
}

// nothingCame is why no warm-up message came back, as far as that can be told.
func (t *Trial) nothingCame() error {
	if said, ok := t.Stray(); ok {
		return fault.WrongServer(t.Addr, t.Plan.Server, said)
	}
	if err := t.Trouble(); err != nil {
		return &fault.NoServerError{Addr: t.Addr, Err: err}
	}
	if err := t.Socket.Latest(); err != nil {
		return &fault.NoServerError{Addr: t.Addr, Err: err}
	}
	return &fault.NoServerError{Addr: t.Addr, Err: fmt.Errorf("nothing came back within %v; if the round trip takes longer, raise --wait", t.Plan.Wait)}
}
