package site

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wirelab/internal/web/asset"
	"wirelab/internal/web/module"
)

// serviceWorker is the script that keeps the site's files in the browser. The teacher's pages are not among them: nothing
// leads a reader there. Nor is what only pages need that are opened as files.
func serviceWorker(files map[string][]byte) ([]byte, error) {
	var names []string
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "teacher/") || strings.HasPrefix(name, engineFolder) && module.ForDisk(name) {
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
