// Package speed measures how much time and memory the servers take. It holds benchmarks only:
//
//	go test -run xxx -bench . ./internal/speed
//	go test -run xxx -bench RoundTrip -benchtime 50x -count 6 ./internal/speed
//
// # What is measured, against what
//
// Times on a shared machine mean nothing by themselves: whatever else runs there changes them, and
// whether client and server share a core changes them by a factor of up to four. So each benchmark
// alternates, within one run, between wirelab's server and a bare one: the shortest loop over system
// calls that does the same work (bare_linux_test.go). What it reports is
//
//	x-bare   wirelab's time per message as a multiple of the bare loop's: 1 is as fast, 2 takes
//	         twice as long. It is the median over rounds, each of which measures both, in turn.
//	ns/op    wirelab's time per message, the median over rounds. The ratio is what lasts.
//
// The number that go test prints before them is how many rounds there were, not messages. -benchtime
// 50x asks for 50; with -count, benchstat says how far to trust the result.
//
//   - RoundTrip: one message of 64 B there and back, the next when it has come back.
//   - InFlight: 50 connections with 32 messages of 64 B each under way all the time.
//   - Datagrams: 64 datagrams of 64 B under way all the time; udpdemo's loop as the lesson shows it
//     (readable), and with many datagrams to a system call (batched). The bare loop takes one.
//   - IdleMemory: 5,000 connections that have each echoed one message and now do nothing. It reports
//     B/conn, the server's heap and stacks after a garbage collection. The kernel's buffers come on
//     top, and so does what the garbage collector holds in reserve, which can be as much again.
//
// And of the broadcast servers, with events of 100 B, all of the line counted, to rooms of 100, 1,000
// and 5,000 members, on another core than the server:
//
//   - FanOut: one event at a time, the next when all have the last; the time is that for each delivery.
//     The bare room writes the same bytes to each member, with a system call for each. (udp-many: with
//     as few calls as Linux allows.)
//   - FanOutInFlight: 16 events at once; the bare room writes them all to a member in one call.
//   - IdleMembers: B/member of 5,000 who do nothing. Who speaks Socket.IO by polling (2,000, each in a room of its own) has
//     a poll waiting.
//   - Stalled: how long 99 of 100 deliveries take at most, where 10 of 1,000 members never read, as a
//     multiple of the same without them (x-unstalled).
//
// Socket.IO's members are on a WebSocket, and get events with the same text; the bare room writes as many bytes to each. Official
// holds our server against the official one, in Node (testdata/official.mjs), with the same members, events and bytes, in
// turn:
//
//	x-faster   the official server's time for each delivery as a multiple of ours
//	x-cpu      the same of the processor's time that the servers have used: it tells even where much else runs
//	cpu-ns/op  what ours has used for each delivery
//
// It needs node, and npm ci in lessons/node.
//
// The bare loop of WebSocket is that of TCP, given messages with as many bytes: the ratio is the price
// of all that WebSocket does.
//
// # How
//
// Each server is a process of its own, this test binary started again, bound to one core; the client
// is a loop over blocking system calls, bound to the same core or to another, as the benchmark's
// name says: on one core the two take turns, on two a sleeping core has to be woken for each message.
// That needs Linux. Elsewhere the benchmarks are skipped, and say so.
package speed
