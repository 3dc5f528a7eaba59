package site

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wirelab/internal/web/asset"
)

// forDisk says whether a file is there only for pages that are opened as files: one of the engine's, once more as a script.
func forDisk(files map[string][]byte, name string) bool {
	same, ok := strings.CutSuffix(name, ".js")
	return ok && strings.HasPrefix(name, engineFolder) && files[same] != nil
}

// serviceWorker is the script that keeps the site's files in the browser. The teacher's pages are not among them: nothing
// leads a reader there.
func serviceWorker(files map[string][]byte) ([]byte, error) {
	var names []string
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "teacher/") || forDisk(files, name) {
			continue
		}
		names = append(names, name)
		fmt.Fprintf(sum, "%q %d\n", name, len(files[name]))
		sum.Write(files[name])
	}
	list, err := json.MarshalIndent(names, "", " ")
	if err != nil {
		return nil, err
	}
	script, err := asset.Files.ReadFile("serviceworker.js")
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "const version = %q;\nconst files = %s;\n\n%s", fmt.Sprintf("%x", sum.Sum(nil)[:8]), list, script), nil
}
