// A chat client of your own, for the TCP server of wirelab serve broadcast. It comes back when its connection drops, and
// nothing is missed.
//
// What is said on the connection is lines, each one JSON object. The client says
//
//   {"type":"join","room":"lobby","name":"ada","session":"5f3a"}
//   {"type":"emit","id":1,"room":"lobby","event":"message","data":"hi"}
//   {"type":"ping","room":"lobby"}
//
// and hears
//
//   {"type":"joined","room":"lobby","epoch":"k3f9","offset":811,"member":"ada"}
//   {"type":"ack","id":1,"room":"lobby","offset":812}
//   {"type":"event","room":"lobby","offset":812,"from":"ada","event":"message","data":"hi"}
//   {"type":"gap","room":"lobby","from":700,"to":702,"epoch":"k3f9"}
//   {"type":"error","code":"no-room-left","reason":"the server has no space for another room"}
//   {"type":"head","room":"lobby","epoch":"k3f9","offset":812}            the answer to a ping
//
// A join that has the epoch and the offset of the last event that was seen is answered by joined, then gap if some of
// what was missed is lost, then what was missed, as events.

import { randomUUID } from "node:crypto";
import net from "node:net";

// A Chat is in one room, from when it is made until it is closed.
//
// YOUR TASK: write it, test by test. The tests are in the order in which it grows:
//
//   1. It connects (net.connect), joins, and calls hear({ from, text }) for each event "message", also for its own. TCP
//      is a stream: a line may come in pieces, and a character, too. socket.setEncoding("utf8") takes care of the second.
//   2. say sends an emit. What is said before the connection is there waits until the room is joined.
//   3. When the connection ends ("close"), it tries again after pause milliseconds, for ever. A socket without a
//      listener for "error" ends the program.
//   4. It comes back with what it has seen: epoch and offset. What came twice is heard once.
//   5. An emit that is not acknowledged is said again on the next connection: the same id, the same session.
//   6. hear({ lost: true }) tells of a gap. After a restart of the server the epoch is another one, and offsets begin
//      anew.
//   7. A connection may be dead and nobody tells. When nothing has come for quiet milliseconds, it sends a ping; when
//      nothing has come for as long again, it destroys the connection.
//   8. close ends it: no connection, no timer is left.
export class Chat {
  constructor({ host = "127.0.0.1", port = 7101, room = "lobby", name = "guest", pause = 1000, quiet = 10_000, hear }) {
    // your code
  }

  // say says a text in the room. It returns nothing: what was said is heard when the room hears it.
  say(text) {
    // your code
  }

  // close leaves the room for good.
  close() {
    // your code
  }
}
