// An outbox keeps what a program says while it has no connection, as the client of Socket.IO does. Times are in
// milliseconds.

// LIMIT is how many events an Outbox keeps.
export const LIMIT = 100;

// An Outbox stands between a program and a connection that comes and goes. In the beginning there is none.
export class Outbox {
  // send is called for each event that leaves now. While it runs, it may call the Outbox: the program may say something, or
  // the connection may end.
  constructor(send) {
    this.send = send;
    // YOUR TASK: what has it to remember?
  }

  // emit sends an event if there is a connection, and keeps it if not. It returns false if it has to drop the event,
  // because LIMIT events are kept already; else true.
  //
  // YOUR TASK: write it.
  emit(event) {
    throw new Error("emit is still to be written");
  }

  // emitVolatile sends an event now if there is a connection, and drops it if not. It waits for nothing, not even for what
  // is kept. It returns whether it was sent.
  //
  // YOUR TASK: write it.
  emitVolatile(event) {
    throw new Error("emitVolatile is still to be written");
  }

  // emitWithin is emit for an event that is worth nothing once more than within has passed since now. Then it is not sent
  // any more.
  //
  // YOUR TASK: write it.
  emitWithin(event, now, within) {
    throw new Error("emitWithin is still to be written");
  }

  // connected is told that there is a connection. It sends what was kept, in order. If the connection ends meanwhile
  // (disconnected is called by send), the rest is kept. What is emitted meanwhile comes after what was kept.
  //
  // YOUR TASK: write it.
  connected(now) {
    throw new Error("connected is still to be written");
  }

  // disconnected is told that there is no connection any more.
  //
  // YOUR TASK: write it.
  disconnected() {
    throw new Error("disconnected is still to be written");
  }
}
