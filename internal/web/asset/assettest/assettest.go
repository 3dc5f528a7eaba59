// Package assettest helps to test the modules of pages in a browser.
package assettest

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"wirelab/internal/web/asset"
)

// Script is a module that is a part of a test, with all that it imports, for a page's <script>.
func Script(t *testing.T, module string) []byte {
	t.Helper()
	script, err := asset.Script(with{fstest.MapFS{"test.mjs": {Data: []byte(module)}}}, "test.mjs")
	if err != nil {
		t.Fatal(err)
	}
	return script
}

// with are files and, where there is none of that name, those of package asset.
type with struct{ files fs.FS }

func (w with) Open(name string) (fs.File, error) {
	if f, err := w.files.Open(name); err == nil {
		return f, nil
	}
	return asset.Files.Open(name)
}
