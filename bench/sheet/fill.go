//go:build !js

package sheet

import (
	_ "embed"
	"html/template"
	"io"
)

var (
	//go:embed page.html
	page string

	pageTemplate = template.Must(template.New("page").Parse(page))
)

// fill writes the page with what it shows.
func fill(w io.Writer, data any) error { return pageTemplate.Execute(w, data) }
