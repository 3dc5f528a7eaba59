// One direction of a link: with a delay, a bandwidth, and a queue before it. Times are in milliseconds.

// A Line carries packets one after the other, in the order in which they come.
export class Line {
  // delay is how long each bit travels; bandwidth is in bits a second; queue is how many bytes may wait, the packet
  // that is just being put on the line not among them.
  constructor({ delay, bandwidth, queue }) {
    Object.assign(this, { delay, bandwidth, queue });
    // YOUR TASK: what has it to remember? Two things will do: when the line is free again, and which packets wait for
    // it (until when, and how many bytes).
  }

  // send is told that a packet of size bytes comes at the time now, which is never before that of the packet before.
  // It returns when the last bit of it arrives at the other end; or null, if there is no room for it in the queue, and
  // then it is as if it had not come.
  //
  //   - If nobody is before it, a packet is put on the line at once, and needs no room in the queue. If not, it waits
  //     until all that came before it have been put on the line.
  //   - A packet waits from when it came until its first bit is put on the line. A packet has room if its size and the
  //     sizes of all that wait when it comes are together no more than queue.
  //   - To put it on the line takes 8000 * size / bandwidth milliseconds.
  //   - From then on it takes delay until that bit is there.
  //
  // YOUR TASK: write it.
  send(now, size) {
    throw new Error("send is still to be written");
  }
}
