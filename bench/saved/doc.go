// Package saved writes runs as JSON, and reads them again: every report can be made again from such a file, and runs
// can be compared and merged.
//
// What it writes are objects of this form, all durations in milliseconds:
//
//	{"version": 1, "plan": {...}, "results": [{"transport": "tcp", "trials": [{...}, ...], ...}, ...], ...}
//	{"version": 1, "sweep": {"parameter": "loss", "values": ["0", "1%"], "base": {...}}, "reports": [a run, ...]}
//	{"version": 1, "plan": {...}, "results": [...], "runs": [a run, ...]}
//
// The first is a run, the second a sweep (of two parameters if it has a "second" range: then its runs are those of all values
// with the first of the second's, and so on), and the third runs of one plan that were merged: in its results, a trial
// is what one machine came to.
//
// A run may hold samples, with an object for each trial of each transport. Their times are whole numbers of
// nanoseconds, and what never happened is null:
//
//	"samples": [{"transport": "udp", "trial": 1, "sent": [0, 0, 0], "received": [30210443, null, 31002876], "extra": {"2": 1}}, ...]
//
// The n-th number is of message n, counted from 0, which was due n/rate seconds after the start of the trial; in a
// transfer, but over UDP, all were due at once. Both times count from when it was due. Of which messages extra
// copies came, and how many, is in extra. With a broadcast server, what was received stands under "subscribers", which has
// an object for each. Of a transfer in TCP, "window" has what was under way from time to time: see bench.Window. With
// a queue, what was received is when the work of an event was done, and "worked" has what became of the events: see
// bench.Worked.
//
// Keys may be added to this form, and keep their names. What reads version 1 can read all files of version 1, and those
// from before there were versions, which have neither version nor samples.
package saved
