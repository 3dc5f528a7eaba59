package weave

import (
	"slices"
	"testing"
)

// TestPictures: an image counts if its title is a command of ours, over several lines too, and if it stands neither in a
// block nor indented as code.
func TestPictures(t *testing.T) {
	const text = `# T

![What it
shows.](a.svg "wirelab bench --seed 1
--format svg")

` + "```\n![In a block](b.svg \"wirelab bench\")\n```\n" + `
    ![As code](c.svg "wirelab bench")

![A photo](d.png "wirelab bench") and ![no command](e.svg "A title")
![Nor this](f.svg "rm -rf")
`
	got, err := Pictures(text)
	if want := []Picture{{3, "a.svg", "wirelab bench --seed 1 --format svg"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}
