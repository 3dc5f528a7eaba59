package check

import (
	"context"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// A rememberer is a weave.Shell that runs once what decides a prediction, and then knows what that prints.
// Such a command stands for itself, whatever ran before it, and prints the same each time; several texts
// show it.
type rememberer struct {
	*weave.Program
	printed map[string]*printed // by command line; nil: not yet
}

type printed struct{ output, notes string }

// decisive are the commands that decide predictions, as the lessons show them and as they are decided.
func decisive() map[string]*printed {
	commands := map[string]*printed{}
	for _, l := range lessons.All() {
		for _, p := range l.Predictions {
			if !realTime(p.Run) {
				commands[p.Run], commands[p.Command()] = nil, nil
			}
		}
	}
	return commands
}

// Run implements weave.Shell.
func (r rememberer) Run(ctx context.Context, line string) (output, notes string, err error) {
	known, once := r.printed[line]
	if known != nil {
		return known.output, known.notes, nil
	}
	output, notes, err = r.Program.Run(ctx, line)
	if err == nil && once {
		r.printed[line] = &printed{output, notes}
	}
	return output, notes, err
}
