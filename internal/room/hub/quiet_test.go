package hub

import "testing"

// In a quiet room nobody is told who comes and goes, and there is no hole where that would have been.
func TestQuiet(t *testing.T) {
	h := newHub()
	h.Quiet = true
	ada, eve := connect(t, h), connect(t, h)
	join := func(name string) string {
		return `{"type":"join","room":"blue","name":"` + name + `","session":"` + name + `","epoch":"e1","offset":0}`
	}
	ada.send(join("ada"))
	ada.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":0,"member":"ada"}`)
	eve.send(join("eve"))
	eve.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":0,"member":"eve"}`)
	ada.gets()

	eve.send(say("hi"))
	eve.lines()
	ada.gets(said(1, "eve", "hi"))
	eve.send(`{"type":"leave","room":"blue"}`)
	eve.lines()
	ada.gets()

	// Who comes back gets what was said, its own and the first included.
	eve.send(join("eve"))
	eve.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":1,"member":"eve"}`, said(1, "eve", "hi"))
	ada.gets()
}
