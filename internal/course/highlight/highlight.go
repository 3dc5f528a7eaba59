// Package highlight says what kind of word each word of a Go file is, so that pages and terminals can show
// it. Go's own scanner tells.
package highlight

import (
	"go/doc"
	"go/scanner"
	"go/token"
	"path"
	"strings"
)

// A Kind of word. There are few, so that each is told apart from afar.
type Kind string

const (
	Plain       Kind = ""
	Comment     Kind = "comment"
	Keyword     Kind = "keyword"
	Literal     Kind = "literal"     // a number, a character or a string
	Function    Kind = "function"    // a name that an opening parenthesis follows, if it is not predeclared
	Predeclared Kind = "predeclared" // such as error and nil, but not len(...) or int(...)
)

// A Word is a piece of a line that is all of one kind. Blanks and punctuation are Plain.
type Word struct {
	Kind Kind
	Text string
}

// Lines takes code apart: line by line, without newlines. A file that is no Go is Plain.
func Lines(file, code string) [][]Word {
	code = strings.TrimSuffix(code, "\n")
	words := []Word{{Plain, code}}
	if path.Ext(file) == ".go" {
		words = split(code)
	}
	lines := make([][]Word, 1)
	for _, word := range words {
		for i, part := range strings.Split(word.Text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if part != "" {
				last := len(lines) - 1
				lines[last] = append(lines[last], Word{word.Kind, part})
			}
		}
	}
	return lines
}

// split finds the words of Go code. Together they are the code, whatever mistakes it has.
func split(code string) (words []Word) {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), nil, scanner.ScanComments)
	end := 0       // of the words
	var name *Word // the last word, if it is a name
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return append(words, Word{Plain, code[end:]})
		}
		if name != nil && tok == token.LPAREN {
			name.Kind = called(name.Text)
		}
		name = nil
		kind := kindOf(tok, text)
		if kind == Plain && tok != token.IDENT {
			continue
		}
		begin := file.Offset(pos)
		words = append(words, Word{Plain, code[end:begin]})
		end = min(begin+len(text), len(code))
		words = append(words, Word{kind, code[begin:end]})
		if tok == token.IDENT {
			name = &words[len(words)-1]
		}
	}
}

func kindOf(tok token.Token, text string) Kind {
	switch {
	case tok == token.COMMENT:
		return Comment
	case tok.IsKeyword():
		return Keyword
	case tok == token.IDENT && doc.IsPredeclared(text):
		return Predeclared
	case tok.IsLiteral() && tok != token.IDENT:
		return Literal
	}
	return Plain
}

// called is the kind of a name that an opening parenthesis follows.
func called(name string) Kind {
	if doc.IsPredeclared(name) {
		return Plain
	}
	return Function
}
