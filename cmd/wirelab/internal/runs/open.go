package runs

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench/saved"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/file"
	"wirelab/internal/usage"
)

// open reads the files that the arguments name: at least so many of them, and at most so many.
func open(c *cli.Context, least, most int) (all []*saved.File, err error) {
	names, err := expanded(c.Args().Slice())
	switch {
	case err != nil:
		return nil, err
	case most == 1 && len(names) != 1:
		return nil, usage.Wrongf("name one saved run, as in %s run.json", flags.CommandPath(c))
	case len(names) < least || len(names) > most:
		return nil, usage.Wrongf("name %d to %d saved runs, as in %s a.json b.json", least, most, flags.CommandPath(c))
	}
	for i, name := range names {
		for _, before := range names[:i] {
			if file.Same(name, before) {
				return nil, usage.Wrongf("%s is named twice", name)
			}
		}
		if file.Same(name, c.String("output")) {
			return nil, usage.Wrongf("--output %s: that is a run to be read, and would be lost", name)
		}
	}
	for _, name := range names {
		f, err := saved.Open(name)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// expanded are the files that names stand for: *.json, too, which Windows' shells leave as it is.
func expanded(names []string) (all []string, err error) {
	for _, name := range names {
		if _, err := os.Lstat(name); err == nil || !strings.ContainsAny(name, "*?[") {
			all = append(all, name)
			continue
		}
		found, err := filepath.Glob(name)
		if err != nil || len(found) == 0 {
			return nil, usage.Wrongf("%s: there is no such file", name)
		}
		all = append(all, found...)
	}
	return all, nil
}
