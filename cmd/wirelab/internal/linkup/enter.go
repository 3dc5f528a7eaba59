package linkup

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"wirelab/internal/network/kernel"
	"wirelab/internal/usage"
)

// Entries say how other programs get into the hosts of a link that is up: by the name of the host, the words before
// a command that has nsenter run it there. A file has them, in a directory that only the user may read, as long as
// the link is up.
type Entries map[string][]string

// entriesOf are those of a link that this program keeps up.
func entriesOf(net *kernel.Net) Entries {
	entry := func(h *kernel.Host) []string {
		if kernel.Confined() {
			return []string{"nsenter", "-t", fmt.Sprint(os.Getpid()), "-U", "--preserve-credentials", "--net=" + h.Namespace()}
		}
		return []string{"nsenter", "--net=" + h.Namespace()}
	}
	e := Entries{"server": entry(net.Server)}
	for i, h := range net.Clients {
		e[clientName(i, len(net.Clients))] = entry(h)
	}
	return e
}

// clientName is what a client is called: client where there is one, and else client1, client2 and so on.
func clientName(i, of int) string {
	if of == 1 {
		return "client"
	}
	return fmt.Sprintf("client%d", i+1)
}

// directory is where the files with the entries are.
func directory() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "wirelab", "links"), err
}

// Announce writes down how to get into the hosts, for Find. The file goes with remove.
func Announce(net *kernel.Net) (remove func(), err error) {
	dir, err := directory()
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(entriesOf(net))
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, fmt.Sprint(os.Getpid()))
	return func() { os.Remove(name) }, os.WriteFile(name, text, 0o600)
}

// errNoLink says that there is nothing to enter.
var errNoLink = errors.New("there is no link up: run wirelab link up in another terminal")

// Find returns the entries of the link that is up: of the one that the process number says, or if it is empty, of the
// only one.
func Find(number string) (Entries, error) {
	dir, err := directory()
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var up []string
	for _, f := range files {
		if _, err := os.Stat("/proc/" + f.Name()); err != nil { // it was killed
			os.Remove(filepath.Join(dir, f.Name()))
			continue
		}
		up = append(up, f.Name())
	}
	switch {
	case number != "" && !slices.Contains(up, number):
		return nil, usage.Wrongf("--of %s: no link is up of that process number", number)
	case number == "" && len(up) == 0:
		return nil, errNoLink
	case number == "" && len(up) > 1:
		return nil, usage.Wrongf("several links are up: say --of and the process number, of %s", strings.Join(up, ", "))
	case number == "":
		number = up[0]
	}
	text, err := os.ReadFile(filepath.Join(dir, number))
	if err != nil {
		return nil, err
	}
	var e Entries
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, number), err)
	}
	return e, nil
}

// Run gives this process over to a command at a host. It returns only if that cannot be.
func (e Entries) Run(host string, command []string) error {
	entry, ok := e[host]
	if !ok {
		return usage.Wrongf("there is no host %q: there are %s", host, strings.Join(e.hosts(), ", "))
	}
	nsenter, err := exec.LookPath(entry[0])
	if err != nil {
		return fmt.Errorf("nsenter is missing, which package util-linux has: %w", err)
	}
	return fmt.Errorf("nsenter: %w", syscall.Exec(nsenter, slices.Concat(entry, []string{"--"}, command), os.Environ()))
}

// hosts are their names, the server's last.
func (e Entries) hosts() (names []string) {
	for name := range e {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) && a != "server" && b != "server" {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return names
}
