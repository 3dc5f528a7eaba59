package lessons

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"wirelab/internal/course/weave"
)

// everyday are words of the glossary that everybody knows as they are meant, or that only tables use.
var everyday = strings.Split("Disconnect;Wire;Set-up;Pure ACK;Up and down;Complementary distribution;Confidence interval;p-value;Marks;Trial;"+
	"Seed;Kernel;Verdict;Bulk transfer;Rate;Held back;Burst;Delivered;Duplicate;Too early;Refused;Socket error;Late;Generator;Wait;Gap;"+
	"Steadiness;Completeness;Skew;Slow subscriber;Away;Recovered;Applied;Delivered twice;Crash;Recovery;Message;Transport;Response time;"+
	"Bidirectional;Chat;Loss;Lab;Session", ";")

// plain are forms of other words that in a sentence mostly mean what they mean elsewhere.
var plain = strings.Split("machine;sent again;out of order;attempt;close;application;physical;stream;ordered;buffer;buffers;hold;listen;"+
	"other;time;maximum;max;tail;delay;late;missing;opening;complete;order;queueing;consumer;producer;durable;worker;guarantee;ip;address;"+
	"addresses;room;rooms;event;events;links;window;data;cut off;one way", ";")

// TestWordsAreGiven: no lesson uses a word of the glossary before it has been given: where a word first stands in the course, the
// lesson has it among its words, or in bold in that paragraph. What stands under "Read more" is not looked at.
func TestWordsAreGiven(t *testing.T) {
	type term struct {
		form string
		word string
		in   *regexp.Regexp
	}
	var terms []term
	for _, w := range Words() {
		if slices.Contains(everyday, w.Name) {
			continue
		}
		for _, form := range w.Forms() {
			form = strings.ToLower(form)
			if slices.Contains(plain, form) || !regexp.MustCompile(`^[a-z]`).MatchString(form) {
				continue
			}
			in := strings.ReplaceAll(regexp.QuoteMeta(form), " ", `\s+`)
			terms = append(terms, term{form, w.Name, regexp.MustCompile(`(^|[^\w-])` + in + `(s|es)?($|[^\w-])`)})
		}
	}
	inBold := regexp.MustCompile(`\*\*[^*]+\*\*`)
	given := map[string]bool{}
	for _, l := range All() {
		for _, form := range l.Words {
			w, ok := Define(form)
			if !ok {
				t.Errorf("lesson %d has %q among its words, and the glossary does not", l.Number, form)
			}
			given[w.Name] = true
		}
		for _, paragraph := range paragraphs(t, l) {
			bold := strings.ReplaceAll(strings.Join(inBold.FindAllString(paragraph, -1), " "), "**", " ")
			for _, x := range terms {
				if x.in.MatchString(bold) {
					given[x.word] = true
				}
			}
			for _, x := range terms {
				if !given[x.word] && x.in.MatchString(paragraph) {
					t.Errorf("lesson %d uses %q (%s) before it has been given: %.120q", l.Number, x.form, x.word, paragraph)
					given[x.word] = true
				}
			}
		}
	}
}

// paragraphs are those of a lesson's sentences, in lower case: with its questions, and without blocks, code, what stands in
// brackets with an RFC, and what is to be read beyond it.
func paragraphs(t *testing.T, l Lesson) []string {
	t.Helper()
	text, _, _ := strings.Cut(l.Text, "\n## Read more")
	pieces, err := weave.Split(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range pieces {
		if !p.Block {
			b.WriteString(p.Body)
		}
		b.WriteString("\n\n")
	}
	sentences := b.String()
	for _, left := range []string{"`[^`]*`", `\([^()]*RFC[^()]*\)`, `!\[[^\]]*\]\([^)]*\)`} {
		sentences = regexp.MustCompile(`(?s)`+left).ReplaceAllString(sentences, " ")
	}
	return regexp.MustCompile(`\n\s*\n`).Split(strings.ToLower(sentences), -1)
}
