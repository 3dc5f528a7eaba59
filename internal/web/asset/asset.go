// Package asset has the scripts and the style of the pages: ES modules without a build step, to be read as they are.
//
// A browser loads no module from a file, and a course is handed out on sticks. So a page loads one classic script, which
// Script makes of a module and of all that it imports. Each keeps a scope of its own there.
package asset

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Files are the modules, the style, and the scripts of the worker of a page.
//
//go:embed *.mjs *.js *.css
var Files embed.FS

// Script is the module of that name in files with all that it imports, as one classic script. Modules are in a form that
// allows that: imports and exports stand on lines of their own, by name, and no module imports itself in a circle. What is
// imported by an address that is made (import(address)) is no part of the script.
func Script(files fs.FS, entry string) ([]byte, error) {
	j := joiner{files: files, state: map[string]state{}}
	j.out.WriteString("\"use strict\";\n(() => {\n")
	if err := j.add(entry); err != nil {
		return nil, err
	}
	j.out.WriteString("})();\n")
	return []byte(j.out.String()), nil
}

// TaskScript is the script of a page with a task: task.mjs, and the worker that it starts as a text, as a page that is a file can
// load none.
func TaskScript() ([]byte, error) {
	worker, err := Script(Files, "taskworker.mjs")
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(string(worker))
	if err != nil {
		return nil, err
	}
	page, err := Script(Files, "task.mjs")
	return fmt.Appendf(nil, "globalThis.wirelabTaskWorker = %s;\n\n%s", text, page), err
}

type state int

const (
	unread state = iota
	open         // what it imports is being read
	done
)

// A joiner writes modules, each after those that it imports.
type joiner struct {
	files fs.FS
	state map[string]state
	out   strings.Builder
}

func (j *joiner) add(name string) error {
	switch j.state[name] {
	case done:
		return nil
	case open:
		return fmt.Errorf("%s imports itself in a circle", name)
	}
	j.state[name] = open
	text, err := fs.ReadFile(j.files, name)
	if err != nil {
		return err
	}
	m := module{name: name}
	for number, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		if err := m.line(strings.TrimSuffix(line, "\r")); err != nil {
			return fmt.Errorf("%s:%d: %w", name, number+1, err)
		}
	}
	for _, imported := range m.imports {
		if err := j.add(imported); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	fmt.Fprintf(&j.out, "\n// %s\nconst %s = (() => {\n%sreturn { %s };\n})();\n",
		name, scope(name), m.body.String(), strings.Join(m.exports, ", "))
	j.state[name] = done
	return nil
}

// scope is what a module's exports are called in the script.
func scope(name string) string {
	return "module_" + notInName.ReplaceAllString(strings.TrimSuffix(name, path.Ext(name)), "_")
}

var (
	notInName = regexp.MustCompile(`[^A-Za-z0-9]`)
	imports   = regexp.MustCompile(`^import \{ ([A-Za-z0-9_$, ]+) \} from "\./([A-Za-z0-9_-]+\.mjs)";$`)
	exports   = regexp.MustCompile(`^export ((?:async )?function\*? |class |const )([A-Za-z0-9_$]+)`)
	modular   = regexp.MustCompile(`^\s*(?:import|export)\b|\bimport\s*\(\s*["'` + "`" + `]|\bimport\.meta\b`)
)

// A module is one while it is read.
type module struct {
	name    string
	imports []string // names of modules
	exports []string // names in it
	body    strings.Builder
}

func (m *module) line(text string) error {
	if found := imports.FindStringSubmatch(text); found != nil {
		m.imports = append(m.imports, found[2])
		fmt.Fprintf(&m.body, "const { %s } = %s;\n", found[1], scope(found[2]))
		return nil
	}
	if found := exports.FindStringSubmatch(text); found != nil {
		m.exports = append(m.exports, found[2])
		text = strings.TrimPrefix(text, "export ")
	} else if code, _, _ := strings.Cut(text, "//"); modular.MatchString(code) {
		return fmt.Errorf("an import or export in a form that cannot be joined: %s", strings.TrimSpace(text))
	}
	m.body.WriteString(text + "\n")
	return nil
}
