package classroom

import (
	"bytes"
	"net/http"
	"path"
	"strings"
	"time"
)

// A Site is the pages around a class, with what answers beside them.
type Site struct {
	files   func() map[string][]byte
	answers http.Handler
}

// NewSite returns what serves a class with its pages: files are these as they are now, by path.
func NewSite(c *Class, files func() map[string][]byte) *Site {
	return &Site{files: files, answers: c.handler()}
}

// kinds are the types of files that not every system knows, or knows right.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".gz": "application/gzip",
}

// ServeHTTP answers with a page, or has the class answer.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "frame-ancestors 'none'") // each page has the rest in it
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	content, ok := s.files()[name]
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.answers.ServeHTTP(w, r)
		return
	}
	if kind := kinds[path.Ext(name)]; kind != "" {
		h.Set("Content-Type", kind)
	}
	h.Set("Cache-Control", "no-cache") // pages change when something is measured
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}
