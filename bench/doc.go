// Package bench says what a measurement is: what is planned, what is observed, and how each number
// comes of it.
//
//   - A [Plan] says what to measure.
//   - [Samples] are the bare observations of one trial: of each message when it was due, when it was
//     sent, when the server had it and when its echo came.
//   - [Summarise] turns them into [Metrics], and [Combine] those of several trials into a [Result].
//   - [Findings] are all that a run of the plan came to.
//
// Each number's definition stands at the field of [Metrics] that holds it. Nothing here takes time:
// package measure carries plans out, and package report writes of what was found.
package bench
