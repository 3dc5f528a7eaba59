package pages

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"wirelab/internal/picture"
	"wirelab/internal/term/colour"
	"wirelab/internal/web/asset"
)

const experimentPage = "experiment.html"

// experiment writes the page on which one changes the link and the load, if there is an engine that measures.
func (s *site) experiment() error {
	if s.Engine == "" {
		return nil
	}
	var err error
	if s.files["asset/experiment.js"], err = asset.Script(asset.Files, "experimentpage.mjs"); err != nil {
		return err
	}
	if s.files["asset/experiment.css"], err = experimentStyle(); err != nil {
		return err
	}
	return s.write(experimentPage, experimentPage, s.frame(experimentPage, "Experiment"))
}

// experimentStyle is the style of that page: with the colours that mean something, and that of the pictures which the
// engine draws.
func experimentStyle() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(":root{" + colour.CSS(false) + "}\n")
	b.WriteString("@media screen and (prefers-color-scheme:dark){:root{" + colour.CSS(true) + "}}\n")
	for _, name := range []string{"experiment.css", "watch.css"} {
		style, err := asset.Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		b.Write(style)
	}
	b.WriteString(picture.CSS())
	for _, chosen := range []struct { // theme.js
		theme string
		dark  bool
	}{{"light", false}, {"dark", true}} {
		fmt.Fprintf(&b, "@media screen{:root[data-theme=%[1]s]{%[2]s}:root[data-theme=%[1]s] svg.picture{%[3]s}}\n",
			chosen.theme, colour.CSS(chosen.dark), picture.Properties(chosen.dark))
	}
	return b.Bytes(), nil
}

// settable are the options of wirelab bench that the experiment has something to set them with (internal/web/asset/settings.mjs
// and controls.mjs), or takes as they are.
var settable = []string{
	"transport", "link", "delay", "jitter", "loss", "burst", "reorder", "duplicate", "bandwidth", "queue", "rate", "size", "seed",
	"duration", "trials", "server", "subscribers", "slow", "disconnect", "guarantee", "crash",
}

// experimentOf is the address of the experiment that does the same as a command; empty: it can do no such thing. Which rows to
// show, the page decides.
func experimentOf(command string) string {
	options, ok := strings.CutPrefix(command, "wirelab bench ")
	words := strings.Fields(options)
	if !ok || len(words)%2 != 0 {
		return ""
	}
	var set []string
	for pair := range slices.Chunk(words, 2) {
		switch name, isOption := strings.CutPrefix(pair[0], "--"); {
		case isOption && name == "rows":
		case isOption && slices.Contains(settable, name) && !strings.HasPrefix(pair[1], "--"):
			set = append(set, name+"="+strings.ReplaceAll(url.QueryEscape(pair[1]), "%2C", ","))
		default:
			return ""
		}
	}
	return experimentPage + "#" + strings.Join(set, "&")
}
