package node_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"wirelab/internal/room/hub"
	"wirelab/wsdemo"
)

// documented is what the documentation of the client has (https://socket.io/docs/v4/client-api and client-options): what a
// person can call, read, listen to, or choose.
const documented = `
	protocol io connect open reconnection reconnectionAttempts reconnectionDelay reconnectionDelayMax socket timeout
	error ping reconnect reconnect_attempt reconnect_error reconnect_failed
	connect_error disconnect active connected disconnected id recovered close compress emit emitWithAck
	listeners listenersAny listenersAnyOutgoing off offAny offAnyOutgoing on onAny onAnyOutgoing once
	prependAny prependAnyOutgoing send volatile
	forceNew multiplex addTrailingSlash autoUnref closeOnBeforeunload extraHeaders forceBase64 path protocols query
	rememberUpgrade timestampParam timestampRequests transportOptions transports tryAllTransports upgrade withCredentials
	agent ca cert ciphers key passphrase pfx rejectUnauthorized
	autoConnect parser randomizationFactor ackTimeout auth retries`

// TestMethodsAreNamed: the page has all that the client's documentation has, be it as something that is not done.
func TestMethodsAreNamed(t *testing.T) {
	page, err := os.ReadFile("../answers/socketio-methods.md")
	if err != nil {
		t.Fatal(err)
	}
	code := strings.Join(regexp.MustCompile("(?s)```.*?```|`[^`]+`").FindAllString(string(page), -1), "\n")
	for _, name := range strings.Fields(documented) {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(code) {
			t.Errorf("the page does not name %s", name)
		}
	}
}

// TestOptions: with each line of options that the page has, the client connects, and bytes and acknowledgements come.
func TestOptions(t *testing.T) {
	t.Parallel()
	needs(t, "socket.io-client")
	page, err := os.ReadFile("../answers/socketio-methods.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## The client's options\n")
	section, _, _ = strings.Cut(section, "\n## ")
	echo := serve(t, (&wsdemo.EchoServer{}).Serve)
	var script strings.Builder
	fmt.Fprintf(&script, "const { io } = require('socket.io-client');\nasync function main() {\n")
	lines := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(section, -1)
	if len(lines) < 15 {
		t.Fatalf("the page has %d lines of options", len(lines))
	}
	for _, line := range lines {
		fmt.Fprintf(&script, `{
			const socket = io("http://%s", { forceNew: true, %s });
			socket.connect();
			const timeout = setTimeout(() => { console.log(%q); process.exit(1); }, 20_000);
			const { io: { engine } } = socket;
			await new Promise((resolve) => socket.on("connect", resolve));
			if (engine.opts.upgrade && engine.transports.length > 1 && engine.transport.name === "polling") {
				await new Promise((resolve) => engine.once("upgrade", resolve));
			}
			const back = await new Promise((resolve) => socket.emit("f", Buffer.from([1, 2, 3]), (...args) => resolve(args.at(-1))));
			if (!Buffer.from([1, 2, 3]).equals(back)) throw new Error(%q);
			socket.disconnect();
			clearTimeout(timeout);
		}
`, echo, line[1], "nothing comes of "+line[1], "other bytes come with "+line[1])
	}
	script.WriteString("console.log('tried all'); process.exit();\n}\nmain();")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "node", "-e", script.String()).CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "tried all\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

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
