package pages

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"wirelab/internal/web/asset"
	"wirelab/lessons"
)

// lesson is a small one that tries everything. Its texts look like HTML.
func lesson() lessons.Lesson {
	return lessons.Lesson{
		Number: 7, Dir: "07-tags", Title: "<script>alert(1)</script>", Minutes: 5, Words: []string{"socket", "<b>"},
		Misconception: "A <tag> is a tag.", Reads: []string{"a.go", "lib"},
		Text: "# T\n\nOpening.\n\n## Predict\n\n```predict 1\nold\n```\n\n## Run\n\nBefore.\n\n```console\n$ wirelab x <y>\n<script>alert(2)</script>\n$ wirelab z\nout\n```\n" +
			"\nAfter <script>alert(3)</script> it. See [the glossary](../glossary.md#socket), `a.go`, [nothing](gone.md), [bad](javascript:alert(4)), [abroad](https://example.org/).\n" +
			"\nThe code:\n\n```go a.go F\nfunc F() string { return \"<script>\" }\n```\n\n## Investigate\n\nWhy.\n",
		Teacher: "# T\n\nSay it.\n",
		Predictions: []lessons.Prediction{{
			Question: "Is `<script>` a tag?", Run: "wirelab x <y>", Measure: "(?P<n>.)",
			Choices: []lessons.Choice{{Text: "<i>yes</i>", When: "true", Misconception: "The <idea>."}, {Text: "no", When: "false"}},
		}},
	}
}

func small() Course {
	return Course{
		Lessons: []lessons.Lesson{lesson()}, Words: lessons.Words(),
		Answers: []lessons.Page{{Name: "why", Title: "Why?", Text: "# Why?\n\nSee [the lesson](../07-tags/lesson.md).\n"}},
		Source: fstest.MapFS{
			"a.go":            {Data: []byte("package a\n\nfunc F() string { return \"<script>\" }\n")},
			"lib/b.go":        {Data: []byte("package b\n")},
			"lib/b_test.go":   {Data: []byte("package b\n")},
			"lib/solution.go": {Data: []byte("package b\n")},
		},
		Verdicts: map[string][]Verdict{"07-tags": {{Right: 1}}},
	}
}

// TestEscaped: no text becomes a tag.
func TestEscaped(t *testing.T) {
	files := render(t, small())
	for name, p := range pages(t, files) {
		for _, n := range p.nodes {
			if n.Data == "script" && attr(n, "src") == "" || n.Data == "i" || n.Data == "tag" || n.Data == "idea" || n.Data == "y" {
				t.Errorf("%s: there is a <%s>", name, n.Data)
			}
			if strings.HasPrefix(attr(n, "href"), "javascript:") {
				t.Errorf("%s: a script in a link", name)
			}
		}
	}
	if text := string(files["lessons/07-tags.html"]); !strings.Contains(text, "After &lt;script&gt;alert(3)&lt;/script&gt; it.") {
		t.Error("what looks like HTML is not there as text")
	}
	for _, want := range []string{"source/a.go.html", "source/lib/index.html", "source/lib/b.go.html", "answers/why.html"} {
		if files[want] == nil {
			t.Errorf("there is no %s", want)
		}
	}
}

// TestPicture: a picture of the lesson's stands in its page, and beside it; what is in the place of another says what it shows.
func TestPicture(t *testing.T) {
	c := small()
	c.Lessons[0].Text += "\n![Two lines.](a.svg \"wirelab bench --format svg\")\n\n![Elsewhere.](https://example.org/b.svg)\n"
	c.Lessons[0].Pictures = map[string][]byte{"a.svg": []byte("<svg/>")}
	files := render(t, c)
	text := string(files["lessons/07-tags.html"])
	for _, want := range []string{
		`<figcaption>wirelab bench --format svg</figcaption>`, `<img src="../lessons/07-tags/a.svg" alt="Two lines.">`, "<p>Elsewhere.</p>",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if string(files["lessons/07-tags/a.svg"]) != "<svg/>" {
		t.Error("the picture is not beside the page")
	}
}

// TestLayout: a block stands beside the paragraph before it; what follows it stays with it.
func TestLayout(t *testing.T) {
	c := small()
	s, err := newSite(c)
	if err != nil {
		t.Fatal(err)
	}
	sections, err := s.writer("lessons/07-tags.html", "lessons/07-tags").lay(lesson().Text, lesson())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range sections {
		fmt.Fprintf(&b, "%s %v:", s.ID, s.Gate)
		for _, p := range s.Parts {
			fmt.Fprintf(&b, " [%d questions, %d paragraphs", len(p.Questions), len(p.Text))
			for _, block := range p.Beside {
				fmt.Fprintf(&b, ", %q", block.Caption)
				for _, c := range block.Commands {
					fmt.Fprintf(&b, " %s %v %d", c.Line, c.Gate, len(c.Answers))
				}
			}
			b.WriteString("]")
		}
		b.WriteString("\n")
	}
	want := ` []: [0 questions, 1 paragraphs]
predict []: [1 questions, 0 paragraphs]
run []: [0 questions, 2 paragraphs, "Run it" wirelab x <y> [1] 1 wirelab z [1] 0] [0 questions, 1 paragraphs, "a.go · F"]
investigate [1]: [0 questions, 1 paragraphs]
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// TestTexts: links that lead nowhere become text, others lead to pages.
func TestTexts(t *testing.T) {
	p := pages(t, render(t, small()))["lessons/07-tags.html"]
	links := map[string]string{}
	for _, n := range p.nodes {
		if n.Data == "a" {
			links[textOf(n)] = attr(n, "href")
		}
		if n.Data == "summary" || n.Data == "p" {
			if text := textOf(n); strings.Contains(text, "alert(3)") && !strings.Contains(text, "nothing") {
				t.Errorf("the text of a link is gone: %s", text)
			}
		}
	}
	c := small()
	c.Engine = "engine/"
	c.Lessons[0].Text += "\nSee `wirelab bench --link lossy --loss 10%`.\n"
	const command = "<code>wirelab bench --link lossy --loss 10%</code>"
	if text := string(render(t, c)["lessons/07-tags.html"]); !strings.Contains(text, `<a href="../experiment.html#link=lossy&amp;loss=10%25">`+command) {
		t.Error("a measurement has no link to the experiment")
	}
	c.Engine = ""
	if text := string(render(t, c)["lessons/07-tags.html"]); !strings.Contains(text, "See "+command) {
		t.Error("there is no experiment, and a link to it")
	}
	for text, want := range map[string]string{
		"the glossary": "../glossary.html#socket", "a.go": "../source/a.go.html", "nothing": "", "bad": "",
		"abroad": "https://example.org/", "a.go · F": "../source/a.go.html#L3", "socket": "../glossary.html#socket",
		"lib": "../source/lib/index.html",
	} {
		if links[text] != want {
			t.Errorf("%q leads to %q and not to %q", text, links[text], want)
		}
	}
}

// TestNotMeasured: what could not be measured is said.
func TestNotMeasured(t *testing.T) {
	c := small()
	c.Verdicts["07-tags"][0].Problem = "no <shell>"
	text := string(render(t, c)["lessons/07-tags.html"])
	if !strings.Contains(text, "It was not measured when this page was written (no &lt;shell&gt;)") {
		t.Error(text)
	}
	c.Verdicts = nil
	if text := string(render(t, c)["lessons/07-tags.html"]); !strings.Contains(text, "nobody has measured it") {
		t.Error(text)
	}
}

var declared = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6}|[0-9a-f]{3})\b`)

// TestContrast: text can be read on whatever is behind it, in light and in dark (WCAG 2.2, AA).
func TestContrast(t *testing.T) {
	css, err := asset.Files.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(css), "prefers-color-scheme: dark")
	dark, _, _ = strings.Cut(dark, "@media")
	for scheme, part := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range declared.FindAllStringSubmatch(part, -1) {
			colours[m[1]] = luminance(m[2])
		}
		for _, back := range []string{"back", "side", "ask", "good-back", "bad-back"} {
			for _, text := range []string{"text", "quiet", "accent", "code", "comment", "literal", "keyword", "good", "bad"} {
				hi, lo := max(colours[text], colours[back]), min(colours[text], colours[back])
				if ratio := (hi + .05) / (lo + .05); ratio < 4.5 || colours[text] == colours[back] {
					t.Errorf("%s: %s on %s: %.2f to 1", scheme, text, back, ratio)
				}
			}
		}
	}
}

func luminance(hex string) float64 {
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8) // the expression has only such
		c := float64(n) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// TestHighlighted: code keeps its text and its lines.
func TestHighlighted(t *testing.T) {
	for _, code := range []string{"", "x", "package a // <b>\n\nvar s = `1\n2`\n", "{}\n\n"} {
		text := string(joined(highlighted("a.go", code)))
		doc, err := html.Parse(strings.NewReader("<pre>" + text + "</pre>"))
		if err != nil {
			t.Fatal(err)
		}
		if got := textOf(doc); got != strings.TrimSpace(code) {
			t.Errorf("%q became %q", code, got)
		}
	}
}

// A text that cannot be laid out is told of by its lesson and its line, each once.
func TestLayFaults(t *testing.T) {
	for text, want := range map[string]string{
		"# T\n\n```predict 2\n```\n":     "07-tags: line 3: there is no question 2",
		"# T\n\n```predict\n```\n":       "07-tags: line 3: there is no question ",
		"# T\n\n```console\nls\n```\n":   "07-tags: line 3: a console block begins with $ and a command",
		"# T\n\n```console\n$ wirelab\n": "07-tags: line 3: the block has no end",
	} {
		c := small()
		c.Lessons[0].Text = text
		if _, err := c.Render(); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
