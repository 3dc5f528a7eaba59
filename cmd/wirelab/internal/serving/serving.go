// Package serving runs the servers of all transports at once, as the options of wirelab serve say, and prints how to
// reach them.
package serving

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/transport"
)

// A Server of one transport, which listens.
type Server struct {
	Transport transport.Transport
	*transport.Server
}

// Run prints what there is to say of the servers, and runs them until the context ends or one
// of them fails.
func Run(c *cli.Context, servers []Server, visitors *Visitors, print func(w io.Writer, host string, own []net.Addr) error) error {
	ctx, stop := context.WithCancel(c.Context)
	defer stop()
	own, _ := net.InterfaceAddrs() // without them, one address is left to print
	failed := print(c.App.Writer, flags.Unbracketed(c.String("host")), own)
	if failed == nil {
		for _, s := range servers {
			if s.Short != nil {
				fmt.Fprintf(c.App.ErrWriter, "%s: %v\n", s.Transport.Name, s.Short)
			}
		}
		fmt.Fprintln(c.App.ErrWriter, "Ctrl-C stops.")
	} else {
		stop() // and still serve below, which closes the sockets
	}
	errs := make([]error, len(servers))
	var running sync.WaitGroup
	running.Go(func() { visitors.run(ctx) })
	for i, s := range servers {
		running.Go(func() {
			defer stop()
			if err := s.Serve(ctx); err != nil {
				errs[i] = fmt.Errorf("the %s server: %w", s.Transport.Title, err)
			}
		})
	}
	running.Wait()
	return errors.Join(append(errs, failed)...)
}
