package serving

import (
	"os"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/usage"
)

// HostsOf lists the names by which a browser may open the pages of servers at host: host itself, what
// --name says and, where other machines can get to the servers, the names that this machine has there.
func HostsOf(c *cli.Context, host string) ([]string, error) {
	var hosts []string
	if host != "" {
		hosts = append(hosts, host)
	}
	for _, name := range *c.Generic("name").(*names) {
		name = strings.TrimSuffix(flags.Unbracketed(name), ".")
		if !isName.MatchString(name) && !flags.IsIP(name) {
			return nil, usage.Wrongf("--name %s: write a name like lab.example, without http:// and without a port", name)
		}
		hosts = append(hosts, name)
	}
	if isLoopback(host) {
		return hosts, nil
	}
	own, _ := os.Hostname() // without it, the addresses are left
	return append(hosts, ownNames(own)...), nil
}

// names is an option that may be given several times.
type names []string

func (n *names) Set(name string) error {
	*n = append(*n, name)
	return nil
}

func (n *names) String() string { return strings.Join(*n, ", ") }

// isName knows the names of hosts (RFC 1123 section 2.1), and what else machines are called.
var isName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$`)

// ownNames lists what others call a machine of that name: they leave the domain away, or say .local
// (RFC 6762), which needs no server of names.
func ownNames(hostname string) []string {
	short, domain, _ := strings.Cut(hostname, ".")
	if short == "" {
		return nil
	}
	names := []string{short, short + ".local"}
	if domain != "" && domain != "local" {
		names = append(names, hostname)
	}
	return names
}
