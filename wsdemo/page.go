package wsdemo

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
)

// The pages with which a browser can try the servers: echopage that of the echo server, chat that of the
// broadcast server.
//
//go:embed echopage chat
var pages embed.FS

// page serves one of the embedded directories. Its policy allows nothing but the page's own files
// and its own WebSocket.
func page(dir string) http.Handler {
	root, err := fs.Sub(pages, dir)
	if err != nil {
		panic(err) // the directory is part of the program
	}
	files := http.FileServerFS(root)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "+
			"img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if path.Ext(r.URL.Path) == ".js" { // Windows may have been told that it is text/plain
			h.Set("Content-Type", "text/javascript; charset=utf-8")
		}
		files.ServeHTTP(w, r)
	})
}
