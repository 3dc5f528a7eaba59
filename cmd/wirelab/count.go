package main

import "fmt"

// count is a number of things, of which one is called noun: 1 line, 2 lines.
func count[N int | uint64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
