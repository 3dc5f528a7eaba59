// Package compare says what differs between runs: in which figures, by how much, and whether chance explains it. Trial by
// trial, each run is held against the first, with the test that bench uses between transports.
package compare
