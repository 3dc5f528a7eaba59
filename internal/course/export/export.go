package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course/pages"
	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

func lessonsExportCommand() *cli.Command {
	return &cli.Command{
		Name: "export", Usage: "writes the course as HTML pages that need no network",
		UsageText: "wirelab lessons export DIR [--force]",
		Description: `The pages work from a file: open index.html. What the lessons ask to be
predicted is measured while they are written, and stays folded until a choice is
made. The folder teacher has the teacher's pages; no page outside it links to
them, so it can be left out. Within wirelab's source, files that lessons name
get pages, too. Links in DIR are refused: nothing outside it is written.

EXAMPLES:
   wirelab lessons export course
   wirelab lessons export course --force      in place of a former export`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "force", Usage: "replace the files of a former export in DIR"},
		},
		Action: runLessonsExport,
	}
}

func runLessonsExport(c *cli.Context) error {
	switch {
	case c.NArg() == 0:
		return wrongf("say where to: a directory that is empty or does not exist")
	case c.NArg() > 1:
		return wrongf("%q is one argument too many", c.Args().Get(1))
	}
	to, err := newExport(c.Args().First(), c.Bool("force"))
	if err != nil {
		return err
	}
	defer to.Close()
	site := pages.Course{
		Lessons: lessons.All(), Answers: lessons.Answers(), Words: lessons.Words(),
		Version: version(), Source: sourceFiles(),
	}
	if site.Verdicts, err = measureAll(c, site.Lessons); err != nil {
		return err
	}
	files, err := site.Render()
	if err != nil {
		return err
	}
	if err := to.write(files); err != nil {
		return err
	}
	index := filepath.Join(to.dir, pages.Index)
	teacher := filepath.Join(to.dir, filepath.FromSlash(pages.TeacherIndex))
	_, err = fmt.Fprintf(c.App.Writer, "%d files are written. Open %s\nFor the teacher: %s\n", len(files), index, teacher)
	return err
}

// sourceFiles are wirelab's source, if that is around the working directory.
func sourceFiles() fs.FS {
	root, err := sourceRoot()
	if err != nil {
		return nil
	}
	return os.DirFS(root)
}

// measureAll runs the commands that decide the lessons' predictions, each once. What cannot be measured
// is noted, and no error.
func measureAll(c *cli.Context, all []lessons.Lesson) (map[string][]pages.Verdict, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	m := &measurer{program: newProgram(path), outputs: map[string]string{}}
	defer m.program.Close()
	total := 0
	for _, l := range all {
		total += len(l.Predictions)
	}
	tell, done := exportProgress(c.App.ErrWriter, total)
	defer done()
	verdicts := map[string][]pages.Verdict{}
	for _, l := range all {
		for i, p := range l.Predictions {
			tell(fmt.Sprintf("lesson %d, prediction %d", l.Number, i+1))
			v := m.verdict(c.Context, p)
			if c.Context.Err() != nil {
				return nil, fmt.Errorf("cut short: nothing is written")
			}
			if v.Problem != "" {
				fmt.Fprintf(c.App.ErrWriter, "lesson %d: prediction %d was not measured: %s\n", l.Number, i+1, v.Problem)
			}
			verdicts[l.Dir] = append(verdicts[l.Dir], v)
		}
	}
	return verdicts, nil
}

// A measurer runs commands.
type measurer struct {
	program *weave.Program
	outputs map[string]string // by command
}

func (m *measurer) verdict(ctx context.Context, p lessons.Prediction) pages.Verdict {
	output, known := m.outputs[p.Command()]
	var err error
	if !known {
		output, _, err = m.program.Run(ctx, p.Command())
	}
	if err == nil {
		m.outputs[p.Command()] = output
		var right int
		if right, err = p.Decide(output); err == nil {
			return pages.Verdict{Right: right}
		}
	}
	v := pages.Expected(p)
	v.Problem = err.Error()
	return v
}
