// Package room carries out a trial with a broadcast server: one member of a room publishes, and each of the
// others notes what it hears, and when.
package room
