package file

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"wirelab/internal/room/journal"
)

// inChild has the test binary write into the file that it names, until somebody kills it.
const inChild = "WIRELAB_JOURNAL_TO_WRITE"

func TestMain(m *testing.M) {
	if path := os.Getenv(inChild); path != "" {
		fmt.Fprintln(os.Stderr, writeForever(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever goes on where the file ends, and prints each offset when it is kept.
func writeForever(path string) error {
	f, err := Open(path, journal.Keep{})
	if err != nil {
		return err
	}
	rooms, err := f.Rooms()
	if err != nil {
		return err
	}
	var head uint64
	for _, r := range rooms {
		head = r.Head
	}
	for {
		group := make([]journal.Entry, 1+rand.IntN(64))
		for i := range group {
			head++
			group[i] = journal.Entry{Room: "blue", Epoch: "e", Offset: head, Event: fmt.Appendf(nil, `{"n":%d}`, head)}
		}
		if err := f.Append(group...); err != nil {
			return err
		}
		fmt.Println(head)
	}
}

// TestKill kills a process that writes, several times, and looks whether all is there that it has said is kept.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	for range 5 {
		kept := killed(t, path)
		f, err := Open(path, journal.Keep{})
		if err != nil {
			t.Fatal(err)
		}
		list := all(t, f)
		f.Close()
		if uint64(len(list)) < kept {
			t.Fatalf("%d entries are there, and %d were kept", len(list), kept)
		}
		for i, e := range list {
			if n := uint64(i + 1); e.Offset != n || string(e.Event) != fmt.Sprintf(`{"n":%d}`, n) {
				t.Fatalf("entry %d is %v: %s", n, e, e.Event)
			}
		}
	}
}

// killed has a process write, kills it after a few groups, in the middle of one, and returns the last offset that it
// has printed.
func killed(t *testing.T, path string) (kept uint64) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), inChild+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range 5 + rand.IntN(40) {
		if !lines.Scan() {
			t.Fatal("it has ended by itself")
		}
		fmt.Sscan(lines.Text(), &kept)
	}
	cmd.Process.Kill()
	for lines.Scan() { // what it has printed meanwhile
		fmt.Sscan(lines.Text(), &kept)
	}
	cmd.Wait()
	return kept
}
