// Package figure gives the figures of a result names, for those who hand them on to programs: a [Limit] holds
// one of them against what is allowed, and [WriteBenchmarks] writes them as Go writes benchmarks.
package figure
