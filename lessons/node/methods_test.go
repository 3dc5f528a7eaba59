package node_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"wirelab/internal/room/hub"
	"wirelab/wsdemo"
)

// TestMethods runs all lines that the page about Socket.IO's methods has one type: none of them fails.
func TestMethods(t *testing.T) {
	t.Parallel()
	needs(t, "socket.io-client")
	needs(t, "socket.io")
	page, err := os.ReadFile("../answers/socketio-methods.md")
	if err != nil {
		t.Fatal(err)
	}
	ws := serve(t, (&wsdemo.BroadcastServer{Hub: &hub.Hub{}}).Serve)
	first := regexp.MustCompile("(?s)```js\n(.*?)```")
	line := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
	for _, whose := range []string{"The client's", "The server's"} {
		t.Run(whose, func(t *testing.T) {
			_, section, _ := strings.Cut(string(page), "\n## "+whose+"\n")
			section, _, _ = strings.Cut(section, "\n## ")
			session := first.FindStringSubmatch(section)[1]
			for _, m := range line.FindAllStringSubmatch(section, -1) {
				session += m[1] + ";\n"
			}
			if n := strings.Count(session, "\n"); n < 20 {
				t.Fatalf("the page has %d lines to type", n)
			}
			session = strings.ReplaceAll(session, "127.0.0.1:7103", ws)
			session = strings.NewReplacer("(3000,", "(0,", `"http://127.0.0.1:3000"`, `"http://127.0.0.1:" + io.httpServer.address().port`).Replace(session)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, "node", "-e", "(async () => {\n"+session+"\nconsole.log('typed all'); process.exit() })()")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.HasSuffix(string(out), "typed all\n") {
				t.Errorf("%v\n%s\nsaid:\n%s", err, session, out)
			}
		})
	}
}
