//go:build make || solution

package outbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

// collect returns an outbox, and what it has sent so far.
func collect() (*Outbox, *[]string) {
	var sent []string
	return &Outbox{Send: func(event string) { sent = append(sent, event) }}, &sent
}

func wasSent(t *testing.T, when string, sent *[]string, want ...string) {
	t.Helper()
	if !slices.Equal(*sent, want) {
		t.Fatalf("%s, what was sent is [%s]; it should be [%s]", when, strings.Join(*sent, ", "), strings.Join(want, ", "))
	}
}

func returns(t *testing.T, what string, got, want bool) {
	t.Helper()
	if got != want {
		t.Errorf("%s returns %t; it should be %t", what, got, want)
	}
}

func TestWithAConnection(t *testing.T) {
	o, sent := collect()
	o.Connected(0)
	returns(t, "Emit with a connection", o.Emit("a"), true)
	returns(t, "EmitVolatile with a connection", o.EmitVolatile("b"), true)
	returns(t, "EmitWithin with a connection", o.EmitWithin("c", 0, 10*ms), true)
	wasSent(t, "with a connection", sent, "a", "b", "c")
}

func TestKept(t *testing.T) {
	o, sent := collect()
	returns(t, "Emit without a connection", o.Emit("a"), true)
	o.Emit("b")
	wasSent(t, "before there is a connection", sent)
	o.Connected(10 * ms)
	wasSent(t, "when it is there", sent, "a", "b")
	o.Disconnected()
	o.Emit("c")
	wasSent(t, "when it has ended", sent, "a", "b")
	o.Connected(20 * ms)
	wasSent(t, "when there is another one", sent, "a", "b", "c")
}

func TestVolatile(t *testing.T) {
	o, sent := collect()
	returns(t, "EmitVolatile without a connection", o.EmitVolatile("mouse at 3, 4"), false)
	o.Connected(0)
	wasSent(t, "after a volatile event without a connection", sent)
}

func TestWithin(t *testing.T) {
	o, sent := collect()
	o.EmitWithin("soon", 0, 500*ms)
	o.Emit("whenever")
	o.EmitWithin("later", 200*ms, 500*ms)
	o.EmitWithin("just", 300*ms, 300*ms)
	o.Connected(600 * ms)
	wasSent(t, `600 ms later ("soon" had 500, "later" had until 700, "just" until 600: not more has passed)`, sent, "whenever", "later", "just")
}

func TestLimit(t *testing.T) {
	o, sent := collect()
	var want []string
	for n := range Limit {
		want = append(want, fmt.Sprint(n))
		returns(t, "Emit with room", o.Emit(fmt.Sprint(n)), true)
	}
	returns(t, "Emit when the list is full", o.Emit("one too many"), false)
	returns(t, "EmitWithin when the list is full", o.EmitWithin("one too many", 0, 500*ms), false)
	o.Connected(0)
	wasSent(t, "after a full list", sent, want...)
	returns(t, "Emit after that", o.Emit("more"), true)
}

// While what was kept is being sent, the program says something. It comes after that.
func TestOrder(t *testing.T) {
	o, sent := collect()
	o.Send = func(event string) {
		*sent = append(*sent, event)
		if event == "a" {
			o.Emit("c")
			o.EmitWithin("d", 0, 500*ms)
		}
	}
	o.Emit("a")
	o.Emit("b")
	o.Connected(0)
	wasSent(t, `where "c" and "d" are said while "a" is being sent`, sent, "a", "b", "c", "d")
}

// What is volatile waits for nothing, not even for what is kept.
func TestVolatileMeanwhile(t *testing.T) {
	o, sent := collect()
	o.Send = func(event string) {
		*sent = append(*sent, event)
		if event == "a" {
			returns(t, "EmitVolatile while the list is being sent", o.EmitVolatile("mouse at 3, 4"), true)
		}
	}
	o.Emit("a")
	o.Emit("b")
	o.Connected(0)
	wasSent(t, `where the mouse moves while "a" is being sent`, sent, "a", "mouse at 3, 4", "b")
}

// While what was kept is being sent, the connection ends. The rest is still kept.
func TestEndsMeanwhile(t *testing.T) {
	o, sent := collect()
	o.Send = func(event string) {
		*sent = append(*sent, event)
		if event == "b" {
			o.Disconnected()
		}
	}
	for _, event := range []string{"a", "b", "c"} {
		o.Emit(event)
	}
	o.Connected(0)
	wasSent(t, `where the connection ends after "b"`, sent, "a", "b")
	o.Connected(10 * ms)
	wasSent(t, "with the next one", sent, "a", "b", "c")
}

// While what was kept is being sent, the connection ends, and the next one is there at once.
func TestComesBackMeanwhile(t *testing.T) {
	o, sent := collect()
	o.Send = func(event string) {
		*sent = append(*sent, event)
		if event == "a" && len(*sent) == 1 {
			o.Disconnected()
			o.Connected(0)
		}
	}
	for _, event := range []string{"a", "b", "c"} {
		o.Emit(event)
	}
	o.Connected(0)
	wasSent(t, `where the connection ends and comes back in "a"`, sent, "a", "b", "c")
}
