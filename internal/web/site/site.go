// Package site writes the site: the course as HTML pages, which need no network, for a web server or a stick.
package site

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"wirelab/internal/course"
	"wirelab/internal/course/pages"
	"wirelab/internal/course/shell"
	"wirelab/internal/course/weave"
	"wirelab/internal/web/module"
	"wirelab/lessons"
)

// A Site is to be written to a directory.
type Site struct {
	Dir     string // to be written to: empty, or there is none yet
	Force   bool   // Dir may have an earlier site, which is replaced
	Plain   bool   // without the engine that runs commands and experiments in the pages
	Version string // of wirelab, which the pages name

	Out, Notes io.Writer // what was written, and what could not be measured
}

// Write measures what the lessons ask to be predicted, and writes the pages, all of them or none.
func (s Site) Write(ctx context.Context) error {
	to, err := openDirectory(s.Dir, s.Force)
	if err != nil {
		return err
	}
	defer to.Close()
	course := Course(s.Version)
	course.Offline = true
	var engine map[string][]byte
	if !s.Plain {
		engine = Engine(ctx, &course, s.Notes)
	}
	if course.Verdicts, err = Measure(ctx, course.Lessons, s.Notes); err != nil {
		return err
	}
	files, err := course.Render()
	if err != nil {
		return err
	}
	maps.Copy(files, engine)
	if files[pages.ServiceWorker], err = serviceWorker(files); err != nil {
		return err
	}
	if err := to.write(files); err != nil {
		return err
	}
	index := filepath.Join(to.dir, pages.Index)
	teacher := filepath.Join(to.dir, filepath.FromSlash(pages.TeacherIndex))
	_, err = fmt.Fprintf(s.Out, "%d files are written. Open %s\nFor the teacher: %s\n", len(files), index, teacher)
	return err
}

// engineFolder is where the engine's files are in the site.
const engineFolder = "engine/"

// Engine has a course run commands and experiments in its pages, and returns the files for that. Pages are worth reading without:
// what keeps the engine away is noted, and no error.
func Engine(ctx context.Context, course *pages.Course, notes io.Writer) map[string][]byte {
	parts, err := module.Files(ctx, course.Version, func(what string) { fmt.Fprintln(notes, what) })
	if err != nil {
		fmt.Fprintf(notes, "the pages run no commands: %v\n", err)
		return nil
	}
	course.Engine = engineFolder
	files := map[string][]byte{}
	for name, content := range parts {
		files[engineFolder+name] = content
	}
	return files
}

// Course is the course in a version of wirelab. Nothing is measured yet.
func Course(version string) pages.Course {
	return pages.Course{
		Lessons: lessons.All(), Answers: lessons.Answers(), Words: lessons.Words(), Syllabus: lessons.Syllabus(),
		Version: version, Source: sourceFiles(),
	}
}

// sourceFiles are wirelab's source, if that is around the working directory.
func sourceFiles() fs.FS {
	root, err := course.SourceRoot()
	if err != nil {
		return nil
	}
	return os.DirFS(root)
}

// Measure runs the commands that decide the lessons' predictions, each once, and returns what is right by the lessons' folders.
// What cannot be measured is noted, and no error.
func Measure(ctx context.Context, all []lessons.Lesson, notes io.Writer) (map[string][]pages.Verdict, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	m := &measurer{program: shell.Program(path), outputs: map[string]string{}}
	defer m.program.Close()
	total := 0
	for _, l := range all {
		total += len(l.Predictions)
	}
	tell, done := progress(notes, total)
	defer done()
	verdicts := map[string][]pages.Verdict{}
	for _, l := range all {
		for i, prediction := range l.Predictions {
			tell(fmt.Sprintf("lesson %d, prediction %d", l.Number, i+1))
			v := m.verdict(ctx, prediction)
			if ctx.Err() != nil {
				return nil, fmt.Errorf("cut short: nothing was written")
			}
			if v.Problem != "" {
				fmt.Fprintf(notes, "lesson %d: prediction %d was not measured: %s\n", l.Number, i+1, v.Problem)
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
