package bench

import "fmt"

// Counted is how many there are of something, as a sentence says it: "1 message", "3 messages".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// addCounts returns the sums of two counts by name.
func addCounts(a, b map[string]int) map[string]int {
	sum := map[string]int{}
	for _, counts := range []map[string]int{a, b} {
		for name, n := range counts {
			sum[name] += n
		}
	}
	return sum
}
