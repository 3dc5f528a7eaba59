package wsdemo_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// chatNames: nobody passes for ada by a text that is long enough, and ada stays ada when she loads the
// page anew.
func chatNames(t *testing.T, browser context.Context) {
	s := newRooms(t)
	ada := newTab(t, browser, "http://"+s.ws+"/?room=blue&name=ada")
	ada.lists("#people li", "ada ws (you)")
	eve := newCaller(t, s.tcp)
	eve.join("eve")

	eve.say(strings.Repeat(" ", 400) + "ada: I did it. " + strings.Repeat("ada: I. ", 70))
	fmt.Fprintf(eve, `{"type":"emit","room":"blue","event":"wave","data":%q}`+"\n", strings.Repeat("ada: I did it. ", 70))
	ada.shows(`document.querySelectorAll(".message").length === 1 && document.querySelectorAll(".note").length === 3`)
	// The lines of what eve said, and how far each is from where names begin.
	for _, line := range []string{".message", ".note:last-child"} {
		nearest := evaluate[float64](ada, `(() => {
			const line = document.querySelector("`+line+`"), range = document.createRange();
			range.selectNodeContents(line.querySelector(".text"));
			const lines = [...range.getClientRects()], left = line.firstElementChild.getBoundingClientRect().left;
			if (lines.length < 3) return -1;
			return Math.min(...lines.filter((r) => r.top > lines[0].top + 1).map((r) => r.left - left));
		})()`)
		if nearest < 18 {
			t.Errorf("%s: a further line begins %v pixels from where names do", line, nearest)
		}
	}

	for range 3 {
		ada.do(chromedp.Reload())
		ada.shows(`document.querySelectorAll(".message").length === 0`)
		ada.lists("#people li", "ada ws (you)", "eve tcp")
	}
}
