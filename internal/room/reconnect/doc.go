// Package reconnect keeps a client connected to a broadcast server, over any transport. It dials, asks for a cookie over UDP,
// sends pings, notices that a server is silent or is of another kind, and waits before it dials again: longer each
// time, and not as long as others do.
//
//	keeper := reconnect.Keeper{Dial: dial}
//	for {
//		conn, err := keeper.Connect(ctx)
//		... conn.Send(request), <-conn.Replies(), until that is closed; conn.Err() says why
//		conn.Close()
//		netx.Sleep(ctx, keeper.Delay())
//	}
//
//	keeper.go      from one connection to the next
//	connection.go  one connection
//	foreign.go     how a server of another kind is known
//
// What a client asks, and what it asks again, is its own business (packages chat and worker). Two kinds of clients do
// without this package, because they measure or test what it does for them: the clients of bench come back when
// the plan says so, and note when each message came; those of internal/conform send on purpose what no client should.
package reconnect
