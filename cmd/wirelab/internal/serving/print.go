package serving

import (
	"io"
	"net"
	"strings"

	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

// PrintEcho prints how to talk to the echo servers.
func PrintEcho(w io.Writer, host string, own []net.Addr, servers []Server) error {
	return printWays(w, host, own, servers, tryEcho)
}

// tryEcho lists ways to talk to an echo server.
func tryEcho(transport, host, port string) []string {
	addr := net.JoinHostPort(host, port)
	return []string{"wirelab echo " + transport + " " + addr, map[string]string{
		"tcp": "nc " + host + " " + port,
		"udp": "nc -u " + host + " " + port,
		"ws":  "http://" + addr + "/ in a browser",
	}[transport]}
}

// PrintRooms prints how to join, and where others can reach the servers, what others need.
func PrintRooms(w io.Writer, host string, own []net.Addr, servers []Server, group string) error {
	try := func(name, host, port string) []string {
		addr := net.JoinHostPort(host, port)
		chat := "wirelab chat " + name + " " + addr
		switch name {
		case "tcp":
			return []string{chat, "nc " + host + " " + port + ", then /join lobby"}
		case "udp":
			if group != "" {
				return []string{chat + " --multicast " + group, "nc -u " + host + " " + port + ", then /hello"}
			}
			return []string{chat, "nc -u " + host + " " + port + ", then /hello"}
		}
		return []string{chat, "http://" + addr + "/ in a browser"}
	}
	err := printWays(w, host, own, servers, try)
	hosts := AllReachable(host, own)
	if err != nil || isLoopback(hosts[0]) { // as it is, too, where the machine is on no network
		return err
	}
	var ways []string
	for _, s := range servers {
		_, port, _ := net.SplitHostPort(s.Addr.String())
		for _, way := range try(s.Transport.Name, hosts[0], port) {
			if !strings.HasPrefix(way, "http://") { // the page has a place of its own
				ways = append(ways, way)
			}
		}
	}
	return printForOthers(w, hosts, ways, servers)
}

// printWays prints where the servers are and how to talk to them: from here or, where they listen
// everywhere, at the machine's own addresses from elsewhere.
func printWays(
	w io.Writer, host string, own []net.Addr, servers []Server, try func(transport, host, port string) []string,
) error {
	var rows [][]string
	for _, s := range servers {
		_, port, _ := net.SplitHostPort(s.Addr.String())
		name, shown := s.Transport.Name, net.JoinHostPort(host, port)
		for _, h := range reachable(host, own) {
			for _, way := range try(s.Transport.Name, h, port) {
				rows = append(rows, []string{name, shown, way})
				name, shown = "", "" // said once
			}
		}
	}
	return table.Fit(w, term.Columns(w), []string{"transport", "address", "try it"}, rows)
}
