package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"wirelab/cmd/wirelab/internal/flags"
)

func TestPermute(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"echo tcp a:1 --wait 1s", "echo --wait 1s -- tcp a:1"},
		{"echo tcp --wait=1s a:1", "echo --wait=1s -- tcp a:1"},
		{"echo tcp --help", "echo --help"},
		{"echo -- --wait", "echo -- --wait"},
		{"serve echo --tcp 0", "serve echo --tcp 0"},
		{"bench --rate -1", "bench --rate -1"},
		{"--version", "--version"},
		{"help", "help"},
		{"help bench", "bench --help"},
		{"help serve echo", "serve echo --help"},
		{"dance --loud", "dance"},
		{"link enter client ping -c 3 a --of 1", "link enter client ping -c 3 a --of 1"},
		{"link enter --of 1 client ping -c 3 a", "link enter --of 1 client ping -c 3 a"},
		{"serve tea --hot", "serve tea"},
	}
	commands := newApp(os.Stdin, io.Discard, io.Discard).Commands
	for _, test := range tests {
		got := flags.Permute(commands, append([]string{"wirelab"}, strings.Fields(test.in)...))
		if want := append([]string{"wirelab"}, strings.Fields(test.want)...); !slices.Equal(got, want) {
			t.Errorf("permute(%q) = %q, want %q", test.in, got, want)
		}
	}
}
