package pages

import (
	"bytes"

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
	return b.Bytes(), nil
}
