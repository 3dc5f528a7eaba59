// Package merge reports the runs of several machines as one: a class against one server, say. Samples stay with the run
// that they are of, as each machine's clock is its own; see bench.Pool for what is made of the figures.
package merge
