package course

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"wirelab/lessons"
)

// Progress is how far a learner has come, by the folder that each lesson had at that time. The nil Progress can be read.
type Progress map[string]Record

// Of is the record of a lesson in a folder, whatever number it had when it was made.
func (p Progress) Of(folder string) Record {
	r, known := p[folder]
	for _, old := range slices.Sorted(maps.Keys(p)) {
		if old == folder || lessons.NameOf(old) != lessons.NameOf(folder) {
			continue
		}
		finished := r.Finished || p[old].Finished
		if !known {
			r = p[old]
		}
		r.Finished = finished
	}
	return r
}

// Set sets it, in place of those with another number.
func (p Progress) Set(folder string, r Record) {
	maps.DeleteFunc(p, func(old string, _ Record) bool { return lessons.NameOf(old) == lessons.NameOf(folder) })
	p[folder] = r
}

// A Record is how far a learner has come in one lesson.
type Record struct {
	Finished bool `json:"finished,omitempty"` // once, whatever has been begun since
	// Next is the step with which a run goes on that was broken off, from 0; 0: none was. Steps is how many
	// the lesson had at that time: if it has others now, Next says nothing.
	Next  int `json:"next,omitempty"`
	Steps int `json:"steps,omitempty"`
	// Choices are the letters of the predictions made in that run, in the order of the predictions; one
	// that has not been made is empty.
	Choices []string `json:"choices,omitempty"`
}

// progressFile is what a file of progress holds. A later version may have more in it.
type progressFile struct {
	Version int      `json:"version"`
	Lessons Progress `json:"lessons"`
}

const progressVersion = 1

// DecodeProgress reads what Encode has written. What it does not know is an error, for writing the file
// again would lose it.
func DecodeProgress(data []byte) (Progress, error) {
	var file progressFile
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	switch err := d.Decode(&file); {
	case errors.Is(err, io.EOF):
		return nil, errors.New("it is empty")
	case err != nil:
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the progress")
	}
	if file.Version != progressVersion {
		return nil, fmt.Errorf("it has version %d, not %d", file.Version, progressVersion)
	}
	for lesson, r := range file.Lessons {
		if r.Next < 0 || r.Steps < 0 {
			return nil, fmt.Errorf("%q: a step has no number below 0", lesson)
		}
	}
	return file.Lessons, nil
}

// Encode writes the progress as JSON, for people too.
func (p Progress) Encode() ([]byte, error) {
	data, err := json.MarshalIndent(progressFile{progressVersion, p}, "", "  ")
	return append(data, '\n'), err
}

// Mark says in a word how far the lesson has come.
func (r Record) Mark() string {
	switch {
	case r.Finished:
		return "done"
	case r.Next > 0:
		return "begun"
	}
	return ""
}
