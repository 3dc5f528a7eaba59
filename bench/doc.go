// Package bench measures how messages fare on a transport.
//
// It sends at a steady rate, whatever comes back (an open loop), and notes of each message when it
// was due, when it was sent, when the server had it and when its echo came. The work is done in
// three steps, each in files of its own:
//
//   - measuring: a [Plan] is run and yields [Samples], the bare observations (plan, run, trial, pace);
//   - summarising: [Summarise] turns the samples of one trial into [Metrics], [Combine] those of
//     several trials into a [Result] (metrics, delay, order, trials);
//   - showing: a [Report] is written as a table, Markdown, JSON or CSV, with sentences on what to
//     notice (report, notes).
//
// Each number's definition stands at the field of [Metrics] that holds it.
package bench
