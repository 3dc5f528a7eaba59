// Package pageserver serves pages and their engine to a browser on this machine: wirelab ui.
//
// Whoever may ask the engine may run any command of wirelab as the user who has started it, and so write files. Three things
// keep others away. It listens on loopback alone. Every request needs the key, which is in the address that the terminal shows and
// then in a cookie: so other users of the machine have no part in it. And a browser's request must come from one of our own pages, under a
// name of this machine: so pages from elsewhere, for which the browser would send the cookie, have none either.
package pageserver

import (
	"bytes"
	"context"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"path"
	"strings"
	"time"

	"wirelab/cmd/wirelab/internal/engine"
)

// A Server is pages and an engine.
type Server struct {
	Files  map[string][]byte // by path
	Engine *engine.Engine
	Key    string // whoever has it is let in
}

// Policy is what pages are allowed (Content-Security-Policy): scripts, styles and data of this server alone.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// TaskPolicy is what a lesson's page is allowed, in which a task is done: to run a program in a worker that has no origin. So the
// program cannot ask the engine, whatever somebody has pasted there.
const TaskPolicy = "worker-src data:; script-src 'self' blob:; default-src 'none'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Limits of a server, so that it holds little, whoever asks.
const (
	maxRequest  = 64 << 10 // bytes of a request to the engine
	headTimeout = 10 * time.Second
	idleTimeout = 2 * time.Minute
)

// Serve accepts connections from ln, which it closes, until ctx ends. It returns when all answers have ended: nil after ctx, the
// listener's error otherwise.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	web := &http.Server{
		Handler: s.Handler(ln.Addr()), ReadHeaderTimeout: headTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxRequest,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	err := web.Serve(ln)
	if ctx.Err() != nil {
		err = nil
	}
	// Answers end by themselves when ctx has ended. A browser may keep a connection that it does not use.
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if late := web.Shutdown(soon); late != nil {
		err = errors.Join(err, web.Close())
	}
	return err
}

// Handler answers requests to the server that listens at addr.
func (s *Server) Handler(addr net.Addr) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", s.page)
	mux.HandleFunc("POST /engine", s.ask)
	own := http.NewCrossOriginProtection().Handler(mux) // refuses what a page from elsewhere sends
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", Policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store") // another version may be served here tomorrow
		switch {
		case !local(r.Host):
			http.Error(w, "this is not a name of this server", http.StatusForbidden)
		case s.hasKey(r.URL.Query().Get("key")):
			http.SetCookie(w, &http.Cookie{
				Name: cookie(addr), Value: s.Key, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
			})
			http.Redirect(w, r, r.URL.Path, http.StatusSeeOther) // without the key, which need not stand in the history
		case !s.knows(r, addr):
			http.Error(w, "open the address that wirelab ui has printed in the terminal", http.StatusForbidden)
		default:
			own.ServeHTTP(w, r)
		}
	})
}

// local says whether a request names this machine. A page of another name, pointed here after it was loaded (DNS rebinding), does not.
func local(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}

// cookie is the name of the cookie with the key. Cookies hold for all ports of a machine, so it has the port in it.
func cookie(addr net.Addr) string {
	_, port, _ := net.SplitHostPort(addr.String())
	return "wirelab-" + port
}

// knows says whether a request has the key.
func (s *Server) knows(r *http.Request, addr net.Addr) bool {
	c, err := r.Cookie(cookie(addr))
	return err == nil && s.hasKey(c.Value)
}

func (s *Server) hasKey(key string) bool {
	return subtle.ConstantTimeCompare([]byte(key), []byte(s.Key)) == 1
}

// page answers with a file.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	content, ok := s.Files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if path.Dir(name) == "lessons" {
		w.Header().Set("Content-Security-Policy", TaskPolicy)
	}
	if path.Ext(name) == ".js" { // whatever this machine takes the ending for
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}
