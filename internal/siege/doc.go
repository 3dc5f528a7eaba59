// Package siege is a test of the broadcast servers among people who mean harm. It holds no code but
// that of the test:
//
//	go test -v ./internal/siege                              two runs of 3 s, what must hold on any machine
//	go test -v ./internal/siege -siege 60s                   two runs of 60 s, and all bounds
//	go test -v ./internal/siege -run Siege/flood-tcp         one attack alone, to find what it harms
//	go test -v ./internal/siege -run Siege/. -siege 5s       each attack, one after the other
//
// # What happens
//
// The test starts "wirelab serve broadcast" as it is, in a process of its own. 150 members enter, 50 on
// each transport, 30 to a room, each room with members on all three. In each room somebody says something
// every 20 ms, and everybody's turn comes: 250 events and 7,500 deliveries a second, about a fifth of what
// two cores carry. A newcomer on each transport comes every second, opens a room of its own and says
// something there.
//
// The first run is that and nothing else. In the second, 50 attackers do all that attacks_test.go lists,
// at the same time, over and over; two of these are Socket.IO's, which no member speaks. The first of each kind does it in a room of the members, the others in
// rooms of their own. Each has its own address, 127.0.1.1 and on, as a laptop has, where the system
// lets a program choose (Linux); the members share 127.0.0.1, as a class behind one router does.
//
// The attackers are a third process, which on Linux stands back for the two others, since their laptops
// would not take the server's processor either. With -siege it gets only what the others leave over, so
// that response times tell of the server: let nothing else run on the machine then. Without, it has a
// lower priority (nice 5), so that it does harm on a busy machine, too.
//
// # What must hold
//
//   - No member is cut off, or told of an error.
//   - Each member hears each event of its room, once and in order. Offsets tell: they count without
//     holes. Over UDP a datagram may be lost, and the member asks for it again, as any client does; it
//     must get it. On Linux, datagrams that neither a socket nor the kernel's queue has dropped must not
//     be missing in the first place: the server has not sent them.
//   - Newcomers come in.
//   - The server takes less than 300 MB, at its peak, and does not fall.
//   - With -siege: of all response times, 99 in 100 are at most 1.2 times those of the first run. A
//     response time is from when something was due to be said until a member hears it.
//
// The table of attacks says what the attackers were told. It is there to be read; nothing is asked of it.
package siege
