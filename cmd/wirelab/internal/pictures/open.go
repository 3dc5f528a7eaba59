package pictures

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// Open opens a file in the program that the system has for it, and does not wait until that ends.
func Open(ctx context.Context, name string) error {
	path, err := filepath.Abs(name)
	if err != nil {
		return fmt.Errorf("--open: %w", err)
	}
	return OpenAddress(ctx, path)
}

// OpenAddress does the same with an address of the web, or the path of a file.
func OpenAddress(ctx context.Context, path string) error {
	line := []string{"xdg-open", path}
	switch runtime.GOOS {
	case "darwin":
		line = []string{"open", path}
	case "windows":
		line = []string{"rundll32", "url.dll,FileProtocolHandler", path}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // they hand it over, and end
	defer cancel()
	if err := exec.CommandContext(ctx, line[0], line[1:]...).Run(); err != nil {
		return fmt.Errorf("--open: %s could not open it (%w); open %s in a browser yourself", line[0], err, path)
	}
	return nil
}
