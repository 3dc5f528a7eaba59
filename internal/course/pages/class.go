package pages

import (
	"html/template"

	"wirelab/internal/web/asset"
	"wirelab/lessons"
)

// The pages of a class (internal/web/classroom): where everybody begins, and the teacher's.
const (
	ClassPage        = "class/index.html"
	ClassTeacherPage = "class/teacher.html"
)

type classData struct {
	frame
	Lessons []classLesson
}

// A classLesson is what the teacher can show and ask of one.
type classLesson struct {
	lessons.Lesson
	Page      string
	Questions []template.HTML
}

// class writes the pages of a class, if the site is for one.
func (s *site) class() error {
	if !s.Class {
		return nil
	}
	for page, entry := range map[string]string{ClassPage: "classpage.mjs", ClassTeacherPage: "classteacher.mjs"} {
		d := classData{frame: s.frame(page, "The class")}
		for _, l := range s.Lessons {
			shown := classLesson{Lesson: l, Page: lessonPage(l)}
			for _, p := range l.Predictions {
				shown.Questions = append(shown.Questions, s.writer(page, "lessons").inline(p.Question))
			}
			d.Lessons = append(d.Lessons, shown)
		}
		if err := s.write(page, "class.html", d); err != nil {
			return err
		}
		script, err := asset.Script(asset.Files, entry)
		if err != nil {
			return err
		}
		s.files["asset/"+entry[:len(entry)-len(".mjs")]+".js"] = script
	}
	return nil
}
