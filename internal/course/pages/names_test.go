package pages

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// TestNames: whoever does not see a page hears a name for each control, picture and region of it.
func TestNames(t *testing.T) {
	c := newTab(t)
	files := runnable(t)
	base := c.saved(files)
	for name := range files {
		if path.Ext(name) != ".html" || strings.HasPrefix(name, "source/") || name == experimentPage {
			continue // the experiment begins at once to ask an engine that is real
		}
		c.do(chromedp.Navigate(base + "/" + name))
		tree, err := chromedp.Call(c.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			t.Fatal(err)
		}
		controls := 0
		for _, node := range tree.Nodes {
			role := spoken(node.Role)
			if node.Ignored || !slices.Contains([]string{"button", "link", "textbox", "radio", "checkbox", "combobox", "slider", "image", "region", "navigation"}, role) {
				continue
			}
			controls++
			if strings.TrimSpace(spoken(node.Name)) == "" {
				t.Errorf("%s: a %s has no name", name, role)
			}
		}
		if controls < 3 {
			t.Errorf("%s: only %d controls", name, controls)
		}
	}
}

// spoken is a value of the tree as text.
func spoken(v *accessibility.Value) string {
	var text string
	if v != nil && json.Unmarshal(v.Value, &text) != nil {
		return ""
	}
	return text
}
