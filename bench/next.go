package bench

import (
	"fmt"
	"strings"
)

// next are the commands to go on with after a report: each with what it is for.
func (p Plan) next() (commands [][2]string) {
	commands = append(commands, [2]string{"Repeat", p.Command()})
	if p.Net == "lab" && p.Server == "echo" {
		commands = append(commands, [2]string{"Packets", p.ladder()})
	}
	why := "wirelab lessons show 6"
	if p.Server == "broadcast" {
		why = "wirelab lessons show 9"
	}
	return append(commands, [2]string{"Why", why})
}

// ladder is the command that draws the packets of a few messages on the plan's link.
func (p Plan) ladder() string {
	d := DefaultPlan(p.Net)
	line := "wirelab ladder " + p.Transports[0]
	switch {
	case p.Link == "custom":
		line += " " + p.Up.Flags()
	case p.Link != d.Link:
		line += " --link " + p.Link
	}
	if p.Seed != d.Seed {
		line += fmt.Sprintf(" --seed %d", p.Seed)
	}
	return strings.TrimSpace(line)
}
