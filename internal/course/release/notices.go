package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A dependency is a package that is part of the program. Only those of other modules have a Module.Version.
type dependency struct {
	Dir      string
	Standard bool
	Module   *struct{ Path, Version, Dir string }
}

// noticeFile is what the files are called that have to go along with a program.
var noticeFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright|patents|authors)([-_.].*)?$`)

// notices prints the licence of each module that a package is built from, on any of the systems, such as
// linux/amd64, and Go's own. A module without a licence is an error.
func notices(w io.Writer, pkg string, systems []string) error {
	found := map[string][]string{} // the files, by the module
	roots := map[string]string{}
	for _, system := range systems {
		all, err := dependencies(pkg, system)
		if err != nil {
			return err
		}
		for _, d := range all {
			if d.Standard || d.Module == nil || d.Module.Version == "" {
				continue
			}
			name := d.Module.Path + " " + d.Module.Version
			roots[name] = d.Module.Dir
			files, err := noticeFiles(d.Dir, d.Module.Dir)
			if err != nil {
				return err
			}
			for _, file := range files {
				if !slices.Contains(found[name], file) {
					found[name] = append(found[name], file)
				}
			}
		}
	}
	if len(roots) == 0 {
		return errors.New("there are no dependencies: is that the right package?")
	}
	root, err := output(exec.Command("go", "env", "GOROOT"))
	if err != nil {
		return err
	}
	const language = "Go, its runtime and standard library"
	roots[language] = strings.TrimSpace(string(root))
	if found[language], err = noticeFiles(roots[language], roots[language]); err != nil {
		return err
	}
	return printNotices(w, roots, found)
}

func printNotices(w io.Writer, roots map[string]string, found map[string][]string) error {
	var names []string
	for name := range roots {
		names = append(names, name)
	}
	slices.Sort(names)
	var b bytes.Buffer
	fmt.Fprintf(&b, "wirelab is built from what others have written. Of each of these %d parts, here is the licence.\n\n", len(names))
	for _, name := range names {
		fmt.Fprintf(&b, "  %s\n", name)
	}
	for _, name := range names {
		if len(found[name]) == 0 {
			return fmt.Errorf("%s has no licence in %s", name, roots[name])
		}
		slices.Sort(found[name])
		for _, file := range found[name] {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			relative, err := filepath.Rel(roots[name], file)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "\n%s\n%s: %s\n\n", strings.Repeat("=", 80), name, filepath.ToSlash(relative))
			b.WriteString(strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n") + "\n")
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// noticeFiles are those of a folder, and of the folders around it up to the module's.
func noticeFiles(dir, root string) (files []string, err error) {
	for {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Type().IsRegular() && noticeFile.MatchString(e.Name()) && filepath.Ext(e.Name()) != ".go" {
				files = append(files, filepath.Join(dir, e.Name()))
			}
		}
		if dir == root || len(dir) <= len(root) {
			return files, nil
		}
		dir = filepath.Dir(dir)
	}
}

func dependencies(pkg, system string) (all []dependency, err error) {
	goos, goarch, ok := strings.Cut(system, "/")
	if !ok {
		return nil, fmt.Errorf("%q is no system: one is linux/amd64", system)
	}
	cmd := exec.Command("go", "list", "-deps", "-json=Dir,Standard,Module", pkg)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	list, err := output(cmd)
	if err != nil {
		return nil, err
	}
	for d := json.NewDecoder(bytes.NewReader(list)); ; {
		var one dependency
		if err := d.Decode(&one); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
}

func output(cmd *exec.Cmd) ([]byte, error) {
	var notes bytes.Buffer
	cmd.Stderr = &notes
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, strings.TrimSpace(notes.String()))
	}
	return out, nil
}
