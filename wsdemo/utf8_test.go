package wsdemo

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx/netxtest"
)

// Text that is none ends the connection as soon as that can be known, not when the message ends. The cases
// are those of Autobahn's section 6 and more of their kind.
func TestTextFailsFast(t *testing.T) {
	const kosme = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"
	for name, parts := range map[string][]string{ // the last part is at fault, and more would follow
		"6.4.1: a fragment":      {frame(opText, kosme), frame(opContinuation, "\xf4\x90\x80\x80")},
		"6.4.2: half a fragment": {frame(opText, kosme+"\xf4"), frame(opContinuation, "\x90")},
		"6.4.3: in a frame":      {cut(kosme+"\xf4\x90\x80\x80edited", len(kosme)), "\xf4\x90\x80\x80"},
		"6.4.4: half of it":      {cut(kosme+"\xf4\x90\x80\x80edited", len(kosme)+1), "\x90"},
		"the first byte":         {cut("\xffabc", 1)},
		"a surrogate":            {frame(opText, "\xed"), frame(opContinuation, "\xa0")},
		"too long for its value": {frame(opText, "\xe0"), frame(opContinuation, "\x9f")},
		"beyond a ping":          {frame(opText, "\xc3"), frame(fin|opPing, "") + frame(opContinuation, "a")},
		"a continuation byte":    {frame(opText, "a"), frame(opContinuation, "\x80")},
		"far on":                 {frame(opText, strings.Repeat("é", 20_000)), frame(opContinuation, strings.Repeat("é", 500)+"\xc3\xc3")},
	} {
		for server, s := range map[string]serving{"echo": &EchoServer{}, "broadcast": &BroadcastServer{}} {
			t.Run(name+"/"+server, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := dial(t, s, &netxtest.Pipes{})
					for _, part := range parts {
						synctest.Wait()
						p.send(t, part)
					}
					begin := time.Now()
					for {
						got, err := p.readFrame()
						if err == nil && strings.HasPrefix(got, "0x8a") {
							continue
						}
						if want := `0x88 "\x03\xeftext message is not UTF-8"`; err != nil || got != want {
							t.Fatalf("got frame %.100s, %v, want %s", got, err, want)
						}
						break
					}
					if took := time.Since(begin); took != 0 {
						t.Errorf("Close came after %v", took)
					}
					p.expectEnd(t)
				})
			})
		}
	}
}

// cut is a text frame of which the last part of the payload has not come yet. Its masking key is 0, so
// that the rest of the payload is what it is.
func cut(payload string, n int) string {
	f := frame(fin|opText, payload)
	return f[:2] + "\x00\x00\x00\x00" + payload[:n]
}

// Wherever the pieces of a text are cut, it is taken, and binary messages are not looked at.
func TestTextInPieces(t *testing.T) {
	const text = "aé€😀z\u0000\ufffd"
	for i := range len(text) {
		p := dial(t, &EchoServer{}, &netxtest.Pipes{})
		p.send(t, frame(opText, text[:i])+frame(fin|opContinuation, text[i:]))
		p.expect(t, fin|opText, text)
		p.send(t, frame(opBinary, "\xff")+frame(fin|opContinuation, "\xc3"))
		p.expect(t, fin|opBinary, "\xff\xc3")
		p.Close()
	}
}
