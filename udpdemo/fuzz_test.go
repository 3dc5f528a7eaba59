package udpdemo

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Whatever datagrams come, the server goes on, an address that has shown no cookie of its own gets
// nothing but cookies, and in the end no member is left.
//
// The datagrams are those between zero bytes. What begins with > comes from a stranger, all else
// from ada; COOKIE stands for ada's cookie in both.
func FuzzBroadcast(f *testing.F) {
	f.Add([]byte(`{"type":"join","room":"blue","name":"ada","cookie":"COOKIE"}` + "\x00" +
		`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi","cookie":"COOKIE"}` + "\x00" +
		`{"type":"resume","room":"blue","epoch":"x","offset":7,"cookie":"COOKIE"}` + "\x00" +
		`>{"type":"ping","cookie":"COOKIE"}` + "\x00" + `>{"type":"hello"}`))
	f.Add([]byte("/join blue ada COOKIE\x00hi\x00\x00/leave\x00hi\x00>/join blue eve COOKIE\x00>hi\x00>/hello\x00/hello"))
	f.Add([]byte(strings.Repeat(`{"type":"sing","cookie":"COOKIE"}`+"\x00", 12) + "/dance COOKIE\x00\xff COOKIE"))
	f.Fuzz(func(t *testing.T, data []byte) {
		synctest.Test(t, func(t *testing.T) {
			s, pc := &BroadcastServer{Hub: fixed()}, newSocket()
			stop, served := startRooms(t, s, pc)
			ada := (&talker{t: t, server: pc, addr: "10.0.0.2:5000"}).hello()
			stranger := &talker{t: t, server: pc, addr: "10.0.0.3:5000"}
			data = bytes.ReplaceAll(data, []byte("COOKIE"), []byte(ada.cookie))
			for i, msg := range bytes.SplitN(data, []byte("\x00"), 100) {
				if rest, ok := bytes.CutPrefix(msg, []byte(">")); ok {
					stranger.send(string(rest))
					checkStranger(t, stranger, rest)
				} else {
					ada.send(string(msg))
				}
				time.Sleep(time.Duration(i%20) * time.Second)
			}
			stop()
			if err := <-served; err != nil {
				t.Error(err)
			}
			checkStranger(t, stranger, nil)
			if stats := s.Hub.Stats(); stats.Members != 0 {
				t.Errorf("%d members are left", stats.Members)
			}
		})
	})
}

// checkStranger checks what an address gets that has no cookie for its last datagram.
func checkStranger(t *testing.T, c *talker, asked []byte) {
	t.Helper()
	synctest.Wait()
	got, ok := c.server.receive(c.addr)
	if !ok {
		return
	}
	if !bytes.Contains(asked, []byte("hello")) && !bytes.Contains(asked, []byte(`\u`)) {
		t.Errorf("%q is answered", asked)
	}
	if len(got) > 3*len(asked) {
		t.Errorf("the answer to %q has %d bytes", asked, len(got))
	}
	json := strings.HasPrefix(got, `{"type":"cookie","cookie":"`) && len(got) == 45
	if !json && len(got) != 17 {
		t.Errorf("the answer to %q is %q", asked, got)
	}
	c.hearsNothing()
}
