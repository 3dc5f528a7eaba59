// The half of a TCP sender that decides how much it may have under way. It counts in segments.

// INITIAL is the window of a new connection (RFC 6928).
export const INITIAL = 10;

// A Sender numbers its segments from 0. It is told what has become of each of them.
export class Sender {
  constructor() {
    this.window = INITIAL; // how many segments may be under way: not yet acknowledged, nor lost
    // YOUR TASK: what has it to remember? Four things will do: which number comes next, how many segments are under way,
    // whether it is in slow start, as it is on a new connection, and for lost one number more.
  }

  // send returns the number of the next segment, and counts it as under way. It returns null if the window is full: if
  // with one more there would be more under way than window.
  //
  // YOUR TASK: write it.
  send() {
    throw new Error("send is still to be written");
  }

  // acked is told that a segment has been acknowledged. It is under way no longer, and the window grows:
  //
  //   - in slow start by 1;
  //   - later by 1 / window, so that a whole window of acknowledgements makes it 1 larger.
  //
  // YOUR TASK: write it.
  acked(number) {
    throw new Error("acked is still to be written");
  }

  // lost is told that a segment was lost. It is under way no longer: what it carried will be sent in a segment with a new
  // number. The window becomes half as large, but no less than 2, and slow start is over.
  //
  // But a queue that is full often drops several segments that were under way together. That is one piece of news, and
  // counts once: if the segment was sent before the window was made smaller for the last time, the window stays as it is.
  //
  // YOUR TASK: write it.
  lost(number) {
    throw new Error("lost is still to be written");
  }
}
