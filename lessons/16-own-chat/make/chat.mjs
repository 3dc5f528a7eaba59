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
//   {"type":"gap","room":"lobby","from":700,"to":702,"epoch":"k3f9"}      these events are lost
//   {"type":"error","code":"too-large","reason":"the event is larger than this server takes","id":2}
//   {"type":"error","code":"no-room-left","reason":"the server has no space for another room"}
//   {"type":"head","room":"lobby","epoch":"k3f9","offset":812}            the answer to a ping: the room's last offset
//
// The session is a random name that the client draws once: by it and the id the server knows again what it has made.
// Member is what the client is called in the room: ada-2, if another ada is there. An error that answers an emit has its
// id.
//
// A join that has the epoch and the offset of the last event that was seen is answered by joined, then gap if some of
// what was missed is lost, then what was missed, as events: their offsets are smaller than that of joined.

import { randomUUID } from "node:crypto";
import net from "node:net";

// A Chat is in one room, from when it is made until it is closed.
//
// YOUR TASK: write it, test by test. The tests are in the order in which it grows:
//
//   1. It connects (net.connect), joins, and calls hear({ from, text }) for each event "message", also for its own. TCP
//      is a stream: a line may come in pieces, and a character, too. socket.setEncoding("utf8") takes care of the second.
//   2. say sends an emit. What is said before the connection is there waits until the room is joined.
//   3. When the connection ends ("close"), it tries again after pause milliseconds and a bit more that is left to chance
//      (up to half of pause), for ever, but not after close() was called. A socket without a listener for "error" ends the
//      program.
//   4. It joins again with what it has seen: epoch and offset. On the first join, the offset of joined is what it has seen;
//      later it is not, as what was missed is still to come. What came twice is heard once. What has come of a line when
//      the connection ends is of no use: each connection begins with an empty rest.
//   5. An emit that is not acknowledged is said again on the next connection: the same id, the same session. What is said
//      while it connects waits for joined, behind what was said before.
//   6. An error with an id is a refusal: that emit is not said again, and hear({ refused: reason, text }) tells its user. A
//      line of more than 65,536 bytes is refused without an id, and the connection ends, so say refuses it by itself. An
//      error without an id is told as hear({ refused: reason }).
//   7. hear({ lost: true }) tells of a gap. After a restart of the server the epoch is another one, and offsets begin anew:
//      of this epoch you have seen nothing yet, 0. A gap follows there, too: the user is told once.
//   8. A connection may be dead from its beginning, or from any moment on, and nobody tells. When nothing has come for quiet
//      milliseconds, it sends a ping; when nothing has come for as long again, it destroys the connection. clearTimeout stops a timer that is not needed.
//   9. close ends it: no connection, no timer is left.
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
