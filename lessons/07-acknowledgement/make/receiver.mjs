// One end of a TCP connection, as far as it receives.

// A Receiver takes the segments that arrive, and keeps their bytes for the program. Bytes are numbered; the numbers are
// 32 bits wide, and after the largest, 4294967295, comes 0 again (RFC 9293 section 3.4).
export class Receiver {
  // next is the number of the byte that is expected next; room is how many bytes the receive buffer holds.
  constructor({ next, room }) {
    Object.assign(this, { next, room });
    // YOUR TASK: what else has it to remember? There are bytes that are in order and wait for the program, and there
    // are bytes that came too early. (For the second, a Map from number to byte will do.)
  }

  // arrive takes a segment: data, a Uint8Array, the first byte of which has the number seq. It returns { ack, window },
  // the acknowledgement and the window that go back.
  //
  //   - The acknowledgement is the number of the byte that is expected next: all before it have come.
  //   - The window is how many bytes from there on there is room for: room, less what waits for the program.
  //   - Bytes outside the window (as it was when the segment came) are thrown away: those that have come before, and
  //     those for which there is no room. Of one segment, some may be inside and some outside.
  //   - Bytes inside it that are too early are kept until the gap before them is filled.
  //
  // JavaScript's numbers are wider than 32 bits. (seq + 1) >>> 0 is the number after seq, as TCP counts. And how many
  // bytes number is after this.next is (number - this.next) | 0: it is negative for a number before it.
  //
  // YOUR TASK: write it.
  arrive(seq, data) {
    throw new Error("arrive is still to be written");
  }

  // read is what the program calls. It returns an array of the bytes that are in order, at most so many, and takes them
  // out of the buffer. That makes room.
  //
  // YOUR TASK: write this one, too.
  read(most) {
    throw new Error("read is still to be written");
  }
}
