// Package conform says what holds for every transport on every network, each behaviour as a function
// that tries it out. A further transport or network has to pass the same list. It holds no code but
// that of the test:
//
//	go test ./internal/conform                              all behaviours, on all networks
//	go test ./internal/conform -run 'Echo/virtual_time/lab' those of the echo servers, in the lab alone
//
// A behaviour takes no *testing.T, makes everything it waits for itself, and waits with a bound, but
// never by sleeping: so the list runs on real networks and in virtual time (testing/synctest) alike.
// conform_test.go lists the behaviours of the echo servers, broadcast_test.go those of the broadcast
// servers, and worlds_test.go the networks that they are tried on. socketio_test.go has Socket.IO pass those of the broadcast
// servers, by a client that translates. Those of the echo servers are not for it: there a message comes back as it is, and here
// an event.
package conform
