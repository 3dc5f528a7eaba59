package capture

import (
	"fmt"
	"io"

	"wirelab/internal/network/layers"
	"wirelab/internal/network/packet"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

// An Overhead is what the packets that carry one message consist of, in bytes.
type Overhead struct {
	title                                    string
	payload, framing, transport, ip, overall int
}

// OverheadOf counts what the packets of a message over the transport of that title consist of.
func OverheadOf(title string, s layers.Sent) Overhead {
	o := Overhead{title: title, payload: len(s.Message)}
	for _, r := range s.Packets {
		p, err := packet.Decode(r.Data)
		if err != nil {
			continue // Layers has said so
		}
		o.ip += p.IPv4.HeaderLength()
		o.transport += p.Headers() - p.IPv4.HeaderLength()
		o.overall += len(p.Data)
	}
	o.framing = o.overall - o.ip - o.transport - o.payload // these packets carry nothing else
	return o
}

// PrintOverheads lays the transports side by side.
func PrintOverheads(w io.Writer, all []Overhead) error {
	header := []string{"bytes"}
	rows := [][]string{{"payload"}, {"framing"}, {"transport header"}, {"IP header"}, {"total"}, {"share of payload"}}
	for _, o := range all {
		header = append(header, o.title)
		for i, n := range []int{o.payload, o.framing, o.transport, o.ip, o.overall} {
			rows[i] = append(rows[i], fmt.Sprint(n))
		}
		rows[5] = append(rows[5], fmt.Sprintf("%.1f %%", 100*float64(o.payload)/float64(o.overall)))
	}
	columns := term.Columns(w)
	if err := table.FitBeside(w, columns, 1, header, rows); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n"+table.Paragraph("Not counted: opening and closing a connection, and acknowledgements. "+
		"To see those: wirelab ladder tcp --link ideal --messages 1", min(columns, table.Width)))
	return err
}
