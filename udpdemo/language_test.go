package udpdemo

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"unicode"
	"unicode/utf8"
)

// TestLongest: nothing that a room's members are sent is longer than 1,200 bytes, to programs or to people,
// and what had to be cut says so and is text that people can read.
func TestLongest(t *testing.T) {
	room, name := strings.Repeat("r", 64), strings.Repeat("n", 64)
	rooms := fixed()
	rooms.Rate = -1
	inRooms(t, &BroadcastServer{Hub: rooms}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		program, person := connect().hello(), connect().hello()
		var mu sync.Mutex
		longest := make(map[string]int)
		program.server.write = func(to string, b []byte) error {
			mu.Lock()
			defer mu.Unlock()
			longest[to] = max(longest[to], len(b))
			if to == person.addr && (!utf8.Valid(b) || strings.ContainsFunc(strings.TrimSuffix(string(b), "\n"), func(r rune) bool { return !unicode.IsPrint(r) })) {
				t.Errorf("a person is sent %q", b)
			}
			return nil
		}
		program.say(fmt.Sprintf(`{"type":"join","room":%q,"name":%q}`, room, name))
		person.say(fmt.Sprintf("/join %s %s %s", room, name, person.cookie))
		for i := range 70 {
			c := connect().hello()
			c.say(fmt.Sprintf(`{"type":"join","room":%q,"name":%q}`, room, name))
			c.say(fmt.Sprintf(`{"type":"join","room":%q}`, strings.Repeat("r", 62)+fmt.Sprint(i%30+10)))
		}
		for _, c := range []string{"\x7f", "\u009b", "\u202e", "\U000e0001", `\u0001`, `\\`, "é", "漢", "a"} {
			for n := 1; n < 1300; n += 1 + n/10 {
				text := strings.Repeat(c, n)
				program.say(fmt.Sprintf(`{"type":"emit","room":%q,"event":%q,"data":"%s"}`, room, name, text))
				person.say(text+" "+person.cookie, `{"type":"sing","cookie":"`+person.cookie+`"}`)
			}
			synctest.Wait()
		}
		for _, c := range []*talker{program, person} {
			c.say(`{"type":"who","room":"`+room+`","cookie":"`+c.cookie+`"}`, `{"type":"rooms","cookie":"`+c.cookie+`"}`)
		}
		person.say("/who "+person.cookie, "/rooms "+person.cookie, "/name "+name+" "+person.cookie)
		synctest.Wait()
		for _, c := range []*talker{program, person} {
			if n := longest[c.addr]; n > 1200 || n < 1100 {
				t.Errorf("the longest datagram to %s has %d bytes", c.addr, n)
			}
		}
	})
}

// TestCutLine: a line is cut between two characters, and never within what stands for one.
func TestCutLine(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		program, person := connect().hello(), connect().hello()
		program.say(`{"type":"join","room":"blue","name":"bot"}`)
		person.say("/join blue ada " + person.cookie)
		person.hear()
		for i := range 12 {
			for in, out := range map[string]string{
				"\x7f": `\u007f`, "\U000e0001": `\U000e0001`, "\u202e": `\u202e`,
			} {
				program.say(fmt.Sprintf(`{"type":"emit","room":"blue","event":"message","data":"%s%s"}`,
					strings.Repeat("a", i), strings.Repeat(in, 1100/len(in))))
				got := person.hear()
				rest, cut := strings.CutSuffix(got, "…\n")
				whole := strings.TrimRight(strings.ReplaceAll(rest, out, ""), "a") // but for "bot (udp): "
				if len(got) > 1200 || len(got) < 1180 || !cut || whole != "bot (udp): " {
					t.Errorf("%d bytes: %.20q … %q", len(got), got, got[len(got)-20:])
				}
			}
		}
		program.say(`{"type":"emit","room":"blue","event":"message","data":"` + strings.Repeat("a", 1100) + `"}`)
		person.hears("bot (udp): " + strings.Repeat("a", 1100) + "\n")
	})
}
