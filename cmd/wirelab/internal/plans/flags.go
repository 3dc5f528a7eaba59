package plans

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pcap"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/cmd/wirelab/internal/results"
)

// Flags are the options of wirelab bench.
func Flags() []cli.Flag { return slices.Concat(own(), pictures.Flags(), flags.Link()) }

// own are those that no other command has.
func own() []cli.Flag {
	d := bench.DefaultPlan("lab")
	return []cli.Flag{
		&cli.StringFlag{Name: "transport", Usage: "which of tcp, udp, ws, socketio; or all", Value: strings.Join(d.Transports, ",")},
		&cli.StringFlag{Name: "server", Usage: "what servers do: echo, broadcast or queue", Value: d.Server},
		&cli.StringFlag{Name: "net", Usage: "the network: lab, host or kernel", Value: d.Net},
		&cli.StringFlag{Name: "target", Usage: "use the running servers at `HOST:PORT,...`"},
		&cli.StringFlag{Name: "socketio-transports", Usage: "Socket.IO: also websocket, or polling", Value: string(d.SocketIO)},
		&cli.Float64Flag{Name: "rate", Usage: "messages a second", Value: d.Rate},
		&cli.IntFlag{Name: "size", Usage: "bytes a message", Value: d.Size},
		&cli.DurationFlag{Name: "duration", Usage: "of each trial", DefaultText: "30s, a queue 10s, in real time 2s"},
		&cli.StringFlag{Name: "bulk", Usage: "a transfer of `SIZE`, such as 5MB, in place of messages"},
		&cli.DurationFlag{Name: "interval", Usage: "how often to report progress", DefaultText: "never"},
		&cli.DurationFlag{Name: "wait", Usage: "messages that take longer are late", Value: d.Wait},
		&cli.IntFlag{Name: "trials", Usage: fmt.Sprintf("how often to repeat; intervals need %d", bench.MinTrials), Value: d.Trials, DefaultText: "7, a queue in real time 3"},
		&cli.Uint64Flag{Name: "seed", Usage: "for all that the lab does at random", Value: d.Seed},
		&cli.BoolFlag{Name: "real-time", Usage: "run the lab in real time, to watch"},
		&cli.BoolFlag{Name: "full", Usage: "all figures, with definitions"},
		&cli.StringFlag{Name: "rows", Usage: "only these rows, such as `p50,p99,wire`"},
		&cli.StringFlag{Name: "format", Usage: strings.Join(results.Formats, ", "), Value: "table", DefaultText: "table"},
		&cli.StringFlag{Name: "output", Usage: "write to `FILE`, not to the terminal", Value: "-"},
		&cli.StringFlag{Name: "samples", Usage: "also write each message's times to `FILE`, as CSV"},
		&cli.StringFlag{Name: "keep", Usage: "in JSON, also `samples`: what pictures are drawn from"},
		&cli.StringFlag{Name: "pcap", Usage: "also write each trial's packets to `DIR`, for Wireshark"},
		pcap.AtFlag(),
		&cli.IntFlag{Name: "subscribers", Usage: "broadcast: how many listen", Value: d.Subscribers},
		&cli.IntFlag{Name: "slow", Usage: "broadcast: how many of them are slow"},
		&cli.DurationFlag{Name: "disconnect", Usage: "broadcast: how long one of them is away"},
		&cli.BoolFlag{Name: "resume", Usage: "broadcast: ask for what was missed"},
		&cli.StringFlag{
			Name: "guarantee", Usage: "queue: at-most-once, at-least-once or once",
			DefaultText: "all three",
		},
		&cli.StringFlag{Name: "crash", Usage: "queue: none, server or consumer", Value: string(bench.CrashNone)},
		&cli.StringFlag{Name: "fsync", Usage: "queue, host: wait for the disk, on or off", Value: "on"},
		results.FailIfFlag("fail if `COND`, such as 'udp.lost>5%'; repeatable"),
		results.RepeatableFlag("sweep", "run an option over values, such as `loss=0,1%,5%`; or two"),
	}
}
