package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"

	"wirelab/internal/network/kernel"

	"github.com/urfave/cli/v2"
)

var update = flag.Bool("update", false, "write what the scripts compare with anew")

// TestMain has more tests run at once than there are processors: they wait, most of the time. Those that run beside
// others have a program of their own (process), for package cli has a flag for help that all commands of a program share.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "6") // unless the command line says otherwise
	testscript.Main(m, map[string]func(){"wirelab": main})
}

// TestScripts runs the scripts in testdata/script, which read as documentation of the commands.
// Beyond testscript's own commands they have
//
//	serve echo|broadcast OPTIONS
//
// which starts "wirelab serve" with these and sets $TCP, $UDP and $WS to its addresses; it is stopped
// as by Ctrl-C when the script ends.
func TestScripts(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) { // these tests run under nohup; what a script starts does not
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds:          map[string]func(ts *testscript.TestScript, neg bool, args []string){"serve": startServe},
		Condition: func(cond string) (bool, error) {
			if cond == "kernel" { // there can be networks of Linux's own
				return kernel.Check() == nil, nil
			}
			program, _ := strings.CutPrefix(cond, "has:")
			_, err := exec.LookPath(program)
			return err == nil, nil
		},
	})
}

// starting has one command at a time read its options, as in a program: package cli has a flag for help
// that all commands share.
var starting sync.Mutex

func startServe(ts *testscript.TestScript, neg bool, args []string) {
	ctx, cancel := context.WithCancel(context.Background())
	found, status := served(ctx, args...)
	ts.Defer(func() {
		cancel()
		if got := <-status; got != 0 {
			ts.Fatalf("serve ended with status %d", got)
		}
	})
	for name, addr := range found {
		ts.Setenv(strings.ToUpper(name), addr)
	}
}

// served runs wirelab serve in the background, and returns its addresses once it serves, and then its exit status.
func served(ctx context.Context, args ...string) (found map[string]string, status <-chan int) {
	starting.Lock()
	defer starting.Unlock()
	out, status := running(ctx, append([]string{"serve"}, args...)...)
	return addresses(out), status
}

// running runs a command line in the background. It returns its output, and its exit status once it
// has ended.
func running(ctx context.Context, args ...string) (stdout io.Reader, status <-chan int) {
	r, w := io.Pipe()
	done := make(chan int, 1)
	go func() {
		defer w.Close()
		done <- run(ctx, append([]string{"wirelab"}, args...), strings.NewReader(""), w, io.Discard)
	}()
	return r, done
}

// addresses reads the table that serve prints, and goes on reading what comes after it.
func addresses(out io.Reader) map[string]string {
	found := map[string]string{}
	var text strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(text.String(), "in a browser") {
		n, err := out.Read(buf)
		text.Write(buf[:n])
		if err != nil {
			break
		}
	}
	for _, line := range strings.Split(text.String(), "\n") {
		if f := strings.Fields(line); len(f) > 2 && (f[0] == "tcp" || f[0] == "udp" || f[0] == "ws") {
			found[f[0]] = f[1]
		}
	}
	go io.Copy(io.Discard, out)
	return found
}

// wirelab runs a command line to its end.
func wirelab(ctx context.Context, stdin string, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(ctx, append([]string{"wirelab"}, args...), strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

// process does the same in a program of its own, so that tests may do it side by side.
func process(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	c := exec.CommandContext(t.Context(), "wirelab", args...)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &out, &errs
	var ended *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String(), errs.String()
}

// TestWrongUse: a user's mistake is one line that says what was wrong, and status 2.
func TestWrongUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())

	tests := []struct {
		line   string
		status int
		want   string
	}{
		{"dance", 2, `wirelab: there is no command "dance": wirelab alone lists them`},
		{"dance --loud", 2, `wirelab: there is no command "dance": wirelab alone lists them`},
		{"bnech", 2, `wirelab: there is no command "bnech": did you mean bench?`},
		{"bench --los 3%", 2, `wirelab bench: there is no option --los: did you mean --loss?`},
		{"demo steam", 2, `wirelab demo: there is no demo "steam": did you mean stream?`},
		{"serve ehco", 2, `wirelab serve: there is no server "ehco": did you mean echo?`},
		{"help dance", 2, `wirelab: there is no command "dance": wirelab alone lists them`},
		{"--loud", 2, `wirelab: there is no option --loud: --help lists them`},
		{"bench --loud", 2, `wirelab bench: there is no option --loud: --help lists them`},
		{"bench now", 2, `wirelab bench: "now" is not an option, and this command takes nothing else`},
		{"bench --rate many", 2, `wirelab bench: --rate many: that is not a number`},
		{"bench --rate -1", 2, `wirelab bench: --rate -1: a rate must be more than 0 and at most 1000000 messages a second`},
		{"bench --rate NaN", 2, `wirelab bench: --rate NaN: a rate must be more than 0 and at most 1000000 messages a second`},
		{"bench --rate 0.01", 2, `wirelab bench: --rate 0.01 for 30s: that is not even one message`},
		{"bench --size 3", 2, `wirelab bench: --size 3: a message carries its number and needs at least 8 bytes`},
		{"bench --size 70000", 2, `wirelab bench: --size 70000: a message over UDP can have at most 65507 bytes`},
		{"bench --size big", 2, `wirelab bench: --size big: that is not a whole number, or it is too large`},
		{"bench --duration 3", 2, `wirelab bench: --duration 3: a time needs a unit: 3ms or 3s`},
		{"bench --duration NaN", 2, `wirelab bench: --duration NaN: a duration is a number with a unit, such as 2s or 500ms`},
		{"bench --wait 1e9", 2, `wirelab bench: --wait 1e9: a duration is a number with a unit, such as 2s or 500ms`},
		{"bench --loss inf", 2, `wirelab bench: --loss inf: write it like 2%`},
		{"bench --duration long", 2, `wirelab bench: --duration long: a duration is a number with a unit, such as 2s or 500ms`},
		{"bench --delay 20", 2, `wirelab bench: --delay 20: a time needs a unit: 20ms or 20s`},
		{"ladder tcp --jitter 1.5", 2, `wirelab ladder: --jitter 1.5: a time needs a unit: 1.5ms or 1.5s`},
		{"echo tcp --wait 2", 2, `wirelab echo: --wait 2: a time needs a unit: 2ms or 2s`},
		{"bench --disconnect 2", 2, `wirelab bench: --disconnect 2: a time needs a unit: 2ms or 2s`},
		{"bench --sweep delay=20,40", 2, `wirelab bench: --sweep delay=20,40: --delay 20: a time needs a unit: 20ms or 20s`},
		{"bench --reorder 5%,30", 2, `wirelab bench: --reorder 5%,30: a time needs a unit: 30ms or 30s`},
		{"bench --reorder 5%,soon", 2, `wirelab bench: --reorder 5%,soon: write it like 5%,30ms`},
		{"bench --loss 5", 2, `wirelab bench: --loss 5: a share needs the % sign: 5%`},
		{"bench --loss 0.5", 2, `wirelab bench: --loss 0.5: a share needs the % sign: 0.5% or 50%`},
		{"bench --loss 1", 2, `wirelab bench: --loss 1: a share needs the % sign: 1% or 100%`},
		{"ladder udp --duplicate .1", 2, `wirelab ladder: --duplicate .1: a share needs the % sign: .1% or 10%`},
		{"bench --reorder 5,30ms", 2, `wirelab bench: --reorder 5,30ms: a share needs the % sign: 5%`},
		{"bench --burst 1%,0.2,80%", 2, `wirelab bench: --burst 1%,0.2,80%: a share needs the % sign: 0.2% or 20%`},
		{"bench --sweep loss=0,5,10", 2, `wirelab bench: --sweep loss=0,5,10: --loss 5: a share needs the % sign: 5%`},
		{"link up --loss 5", 2, `wirelab link up: --loss 5: a share needs the % sign: 5%`},
		{"bench --bandwidth 5", 2, `wirelab bench: --bandwidth 5: a bandwidth needs a unit: 5mbit or 5kbit`},
		{"bench --bandwidth 5mbit --queue 64", 2, `wirelab bench: --queue 64: a queue needs a unit: 64KiB`},
		{"bench --duration -1s", 2, `wirelab bench: --duration -1s: a duration must be more than 0 and at most 24h0m0s`},
		{"bench --wait 0s", 2, `wirelab bench: --wait 0s: a wait must be more than 0 and at most 24h0m0s`},
		{"bench --trials 0", 2, `wirelab bench: --trials 0: choose 1 to 1000 trials`},
		{"bench --trials", 2, `wirelab bench: --trials needs a value`},
		{"bench --transport tcp,quic", 2, `wirelab bench: --transport: there is no transport "quic"; choose one of tcp, udp, ws, socketio`},
		{"bench --transport tcp,tcp", 2, `wirelab bench: --transport: tcp is named twice`},
		{"bench --transport=", 2, `wirelab bench: --transport needs a value`},
		{"bench --net moon", 2, `wirelab bench: --net moon: choose lab, host or kernel`},
		{"bench --server chat", 2, `wirelab bench: --server chat: choose echo, broadcast or queue`},
		{"bench --subscribers 3", 2, `wirelab bench: --subscribers: only a room has them; add --server broadcast`},
		{"bench --format \x1b[2J", 2, `wirelab bench: --format \u001b[2J: choose one of table, markdown, html, svg, json, csv, benchfmt`},
		{"bench --format pdf", 2, `wirelab bench: --format pdf: choose one of table, markdown, html, svg, json, csv, benchfmt`},
		{"bench --net host --target a:1,b:2", 2, `wirelab bench: --target: 2 addresses for 3 transports: give one HOST:PORT for each of tcp, udp, ws, or one HOST for all`},
		{"bench --net host --transport tcp --target a:1:2", 2, `wirelab bench: --target a:1:2: write an address as HOST:PORT`},
		{"bench --net host --transport tcp --target a:99999", 2, `wirelab bench: --target a:99999: a port is a number from 1 to 65535`},
		{"bench --net host --transport tcp,udp --target a:1,", 2, `wirelab bench: --target "": write an address as HOST:PORT`},
		{"bench --net host --target=", 2, `wirelab bench: --target needs a value`},
		{"bench --target a", 2, `wirelab bench: --target: --net lab has its own servers; use --net host`},
		{"bench --net host --link cafe", 2, `wirelab bench: --net host has no emulated link to set; use --net lab`},
		{"bench --net host --loss 2%", 2, `wirelab bench: --net host has no emulated link to set; use --net lab`},
		{"bench --net host --real-time", 2, `wirelab bench: --real-time: --net host always runs in real time`},
		{"bench --loss 200%", 2, `wirelab bench: --loss 200%: a loss must be between 0% and 100%`},
		{"bench --delay -1s", 2, `wirelab bench: --delay -1s: a delay must be between 0s and 1h`},
		{"bench --loss much", 2, `wirelab bench: --loss much: write it like 2%`},
		{"bench --link moon", 2, `wirelab bench: --link: there is no link "moon"; choose one of ideal, lan, wifi, cafe, bursty, dsl, 4g, 3g, starlink, satellite, transatlantic, lossy, shuffled`},
		{"bench --output .", 2, `wirelab bench: --output .: that is a directory`},
		{"bench --output same --samples same", 2, `wirelab bench: --samples same: --output writes to that file already`},
		{"bench --output same --samples ./same", 2, `wirelab bench: --samples ./same: --output writes to that file already`},
		{"bench --samples -", 2, `wirelab bench: --samples -: --output writes to that file already`},
		{"bench --output=", 2, `wirelab bench: --output needs a value`},
		{"links cafe", 2, `wirelab links: "cafe" is not an option, and this command takes nothing else`},
		{"echo tcp --wait", 2, `wirelab echo: --wait needs a value`},
		{"serve", 2, `wirelab serve: say what to serve: wirelab serve echo, or wirelab serve broadcast`},
		{"serve tea", 2, `wirelab serve: there is no server "tea": choose one of echo, broadcast`},
		{"serve tea --hot", 2, `wirelab serve: there is no server "tea": choose one of echo, broadcast`},
		{"serve broadcast --max-per-address -1", 2, `wirelab serve broadcast: --max-per-address -1: the number of members must not be negative`},
		{"serve broadcast --multicast 10.0.0.1", 2, `wirelab serve broadcast: --multicast 10.0.0.1: a group is an address such as 239.1.2.3 (224.0.0.0 to 239.255.255.255, or ff00::/8)`},
		{"serve broadcast --multicast 239.1.2.3:0", 2, `wirelab serve broadcast: --multicast 239.1.2.3:0: a port is a number from 1 to 65535`},
		{"define aether", 2, `wirelab define: "aether" is not in the glossary: wirelab define lists the words`},
		{"demo dance", 2, `wirelab demo: there is no demo "dance": wirelab demo lists them`},
		{"demo flood now", 2, `wirelab demo: "now" is one argument too many`},
		{"demo flood --net moon", 2, `wirelab demo: --net moon: choose one of lab, host`},
		{"chat", 2, `wirelab chat: say which transport: tcp, udp, ws or socketio`},
		{"chat pigeon", 2, `wirelab chat: there is no transport "pigeon"; choose one of tcp, udp, ws, socketio`},
		{"chat tcp a b", 2, `wirelab chat: "b" is one argument too many`},
		{"chat tcp --room ..!", 2, `wirelab chat: --room "..!": use 1 to 64 letters, digits and . _ -`},
		{"chat tcp --name=", 2, `wirelab chat: --name needs a value`},
		{"chat tcp --multicast 239.1.2.3", 2, `wirelab chat: --multicast: only UDP has multicast`},
		{"serve echo --host=", 2, `wirelab serve echo: --host needs a value`},
		{"serve echo --name http://lab.example", 2, `wirelab serve echo: --name http://lab.example: write a name like lab.example, without http:// and without a port`},
		{"serve broadcast --name lab.example:7103", 2, `wirelab serve broadcast: --name lab.example:7103: write a name like lab.example, without http:// and without a port`},
		{"serve echo --max-message 16", 2, `wirelab serve echo: --max-message 16: a size needs a unit: 16B, 16KiB or 16MiB`},
		{"serve echo --max-message big", 2, `wirelab serve echo: --max-message big: write a size like 16MiB`},
		{"serve echo --max-message 0", 2, `wirelab serve echo: --max-message 0: choose 1B to 64MiB`},
		{"serve echo --max-message 65MiB", 2, `wirelab serve echo: --max-message 65MiB: choose 1B to 64MiB`},
		{"serve echo --max-message 2MiB --ws off", 2, `wirelab serve echo: --max-message is for WebSocket, but --ws is off`},
		{"serve echo --compress --ws off", 2, `wirelab serve echo: --compress is for WebSocket, but --ws is off`},
		{"serve echo --tcp 70000", 2, `wirelab serve echo: --tcp 70000: use a port from 0 to 65535, or off`},
		{"serve echo --tcp off --udp off --ws off", 2, `wirelab serve echo: all servers are off: leave at least one on`},
		{"serve echo --udp 0 --ws 0 --tcp " + port, 2, "wirelab serve echo: --tcp " + port + ": that port is in use: choose another, or 0 for any free port"},
		{"ladder", 2, `wirelab ladder: say which transport: tcp, udp, ws or socketio`},
		{"ladder smoke", 2, `wirelab ladder: there is no transport "smoke"; choose one of tcp, udp, ws, socketio`},
		{"ladder tcp udp", 2, `wirelab ladder: "udp" is one argument too many`},
		{"ladder tcp --messages 0", 2, `wirelab ladder: --messages 0: choose 1 to 100 messages`},
		{"ladder tcp --messages 101", 2, `wirelab ladder: --messages 101: choose 1 to 100 messages`},
		{"ladder tcp --size 0", 2, `wirelab ladder: --size 0: choose 1 to 10000 bytes a message`},
		{"ladder tcp --rate NaN", 2, `wirelab ladder: --rate NaN: a rate must be between 0.1 and 1000000 messages a second`},
		{"ladder tcp --link moon", 2, `wirelab ladder: --link: there is no link "moon"; choose one of ideal, lan, wifi, cafe, bursty, dsl, 4g, 3g, starlink, satellite, transatlantic, lossy, shuffled`},
		{"ladder tcp --loss much", 2, `wirelab ladder: --loss much: write it like 2%`},
		{"ladder tcp --loss 200%", 2, `wirelab ladder: --loss 200%: a loss must be between 0% and 100%`},
		{"ladder tcp --format pdf", 2, `wirelab ladder: --format pdf: choose one of text, svg`},
		{"ladder tcp --pcap -", 2, `wirelab ladder: --pcap -: --output writes to that file already`},
		{"ladder tcp --pcap .", 2, `wirelab ladder: --pcap .: that is a directory`},
		{"ladder tcp --output .", 2, `wirelab ladder: --output .: that is a directory`},
		{"layers how are you", 2, `wirelab layers: "are" is one argument too many: put a text with spaces between quotes`},
		{"layers --transport quic", 2, `wirelab layers: --transport: there is no transport "quic"; choose one of tcp, udp, ws, socketio`},
		{"layers --transport udp,udp", 2, `wirelab layers: --transport: udp is named twice`},
		{"layers " + strings.Repeat("x", 65508), 2, `wirelab layers: a text of 65508 bytes: a message over UDP can have at most 65507`},
		{"echo", 2, `wirelab echo: say which transport: tcp, udp, ws or socketio`},
		{"echo smoke", 2, `wirelab echo: there is no transport "smoke"; choose one of tcp, udp, ws, socketio`},
		{"echo tcp a b", 2, `wirelab echo: "b" is one argument too many`},
		{"echo tcp a:70000", 2, `wirelab echo: a:70000: a port is a number from 1 to 65535`},
		{"echo tcp a:b:c", 2, `wirelab echo: a:b:c: write an address as HOST:PORT`},
		{"echo tcp --wait 0s", 2, `wirelab echo: --wait 0s: a wait must be more than 0`},
	}
	for _, test := range tests {
		status, stdout, stderr := wirelab(t.Context(), "", strings.Fields(test.line)...)
		if status != test.status || stderr != test.want+"\n" || stdout != "" {
			t.Errorf("wirelab %s\n got status %d, %q, and on stdout %q\nwant status %d, %q",
				test.line, status, stderr, stdout, test.status, test.want+"\n")
		}
	}
}

// TestCtrlC: every command ends cleanly when its context does.
func TestCtrlC(t *testing.T) {
	t.Run("serve", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		out, status := running(ctx, "serve", "echo", "--tcp", "0", "--udp", "0", "--ws", "0")
		if n := len(addresses(out)); n != 3 {
			t.Errorf("%d servers, want 3", n)
		}
		cancel()
		if got := <-status; got != 0 {
			t.Errorf("status %d, want 0", got)
		}
	})
	for _, format := range []string{"table", "csv"} { // the first says itself that it was cut short, and of the other it is said
		t.Run("bench "+format, func(t *testing.T) { benchCutShort(t, format) })
	}
	t.Run("ladder", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		t.Chdir(t.TempDir())
		status, stdout, stderr := wirelab(ctx, "", "ladder", "tcp", "--pcap", "tcp.pcapng")
		if want := "wirelab ladder: stopped before there was anything to show\n"; status != 1 || stdout != "" || stderr != want {
			t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
		}
		if files, _ := os.ReadDir("."); len(files) != 0 {
			t.Errorf("files are left: %v", files)
		}
	})
	t.Run("demo", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		status, _, stderr := wirelab(ctx, "", "demo", "emit")
		if want := "wirelab demo: cut short\n"; status != 1 || stderr != want {
			t.Errorf("status %d, stderr %q", status, stderr)
		}
	})
	t.Run("demo that sleeps", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second/10, cancel)
		begun := time.Now()
		status, _, stderr := wirelab(ctx, "", "demo", "unread", "--net", "host", "--pause", "10s") // 20 s in all
		if want := "wirelab demo: cut short\n"; status != 1 || stderr != want || time.Since(begun) > 15*time.Second {
			t.Errorf("after %v: status %d, stderr %q", time.Since(begun), status, stderr)
		}
	})
	t.Run("dialing", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if status, _, stderr := wirelab(ctx, "", "echo", "tcp"); status != 0 || stderr != "" {
			t.Errorf("status %d, stderr %q", status, stderr)
		}
	})
	t.Run("echo", func(t *testing.T) {
		silent, err := net.ListenPacket("udp", "127.0.0.1:0") // takes what comes, and says nothing
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		ctx, cancel := context.WithCancel(t.Context())
		context.AfterFunc(ctx, func() { silent.SetReadDeadline(time.Now()) })
		done := make(chan int, 1)
		go func() {
			status, _, _ := wirelab(ctx, "hi\n", "echo", "udp", silent.LocalAddr().String(), "--wait", "1h")
			done <- status
		}()
		silent.ReadFrom(make([]byte, 10)) // it has sent, and waits
		cancel()
		if got := <-done; got != 0 {
			t.Errorf("status %d, want 0", got)
		}
	})
}

// TestPage: a browser opens the WebSocket port's page, whose script connects back and shows an echo.
func TestPage(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: the page is not tried in a browser")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, status := running(ctx, "serve", "echo", "--tcp", "off", "--udp", "off", "--ws", "0")
	page := "http://" + addresses(out)["ws"] + "/"
	for { // the browser's virtual time does not wait for WebSockets, and may be over too soon
		dom, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu",
			"--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
			"--user-data-dir="+t.TempDir(), "--virtual-time-budget=5000", "--dump-dom", page).Output()
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(dom, []byte(`class="open"`)) && bytes.Contains(dom, []byte("<td>1</td><td>hi</td><td>")) {
			break
		}
		t.Logf("the page does not show an echo, or not yet:\n%s", dom)
	}
	cancel()
	if got := <-status; got != 0 {
		t.Errorf("serve ended with status %d", got)
	}
}

// TestHelpFits: the help of every command fits a terminal of 80 columns, gives an example and one default for an option, and
// has all transports.
func TestHelpFits(t *testing.T) {
	lines := []string{""}
	var add func(above string, commands []*cli.Command)
	add = func(above string, commands []*cli.Command) {
		for _, c := range commands {
			line := strings.TrimSpace(above + " " + c.Name)
			lines = append(lines, line)
			add(line, c.Subcommands)
		}
	}
	add("", newApp(nil, nil, nil).Commands)
	for _, line := range lines {
		_, stdout, _ := wirelab(t.Context(), "", append(strings.Fields(line), "--help")...)
		for text := range strings.Lines(stdout) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(text, "\n")); n > 80 {
				t.Errorf("wirelab %s --help: %d columns: %s", line, n, text)
			}
		}
		if !strings.Contains(stdout, "   wirelab ") {
			t.Errorf("wirelab %s --help gives no example", line)
		}
		if twice := regexp.MustCompile(`\(default:[^)]*\)\s+\(default:`).FindString(stdout); twice != "" {
			t.Errorf("wirelab %s --help has two defaults for an option: %s", line, twice)
		}
		if strings.Contains(stdout, "tcp|udp|ws ") {
			t.Errorf("wirelab %s --help leaves out socketio", line)
		}
	}
}

// benchCutShort measures for a while, and has that end.
func benchCutShort(t *testing.T, format string) {
	t.Chdir(t.TempDir())
	status, stderr := -1, ""
	// Whoever is stopped before anything was measured has nothing to report: a busy machine takes longer.
	for wait := 3 * time.Second; status != 0 && wait < time.Minute; wait *= 3 {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		status, _, stderr = wirelab(ctx, "", "bench", "--net", "host", "--transport", "udp", "--duration", "1m",
			"--format", format, "--output", "report", "--samples", "samples")
		cancel()
	}
	report, err := os.ReadFile("report")
	if status != 0 || err != nil || !strings.Contains(string(report)+stderr, "Cut short") {
		t.Errorf("status %d, stderr %q, report %v\n%s", status, stderr, err, report)
	}
	if files, _ := os.ReadDir("."); len(files) != 2 {
		t.Errorf("not just two files: %v", files)
	}
}
