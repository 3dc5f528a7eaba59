// The half of a TCP sender that decides how much it may have under way. It counts in segments.

// INITIAL is the window of a new connection (RFC 6928).
export const INITIAL = 10;

// A Sender numbers its segments from 0. It is told what has become of each of them.
export class Sender {
  constructor() {
    this.window = INITIAL; // how many segments may be under way: not yet acknowledged, nor lost
    this.next = 0; // number
    this.underWay = 0; // segments
    this.careful = false; // slow start is over
    this.recover = 0; // the first number that was sent after the window was made smaller for the last time
  }

  send() {
    if (this.underWay + 1 > this.window) return null;
    this.underWay++;
    return this.next++;
  }

  acked() {
    this.underWay--;
    this.window += this.careful ? 1 / this.window : 1;
  }

  // RFC 5681 section 3.1, RFC 6582 section 3.2
  lost(number) {
    this.underWay--;
    if (number < this.recover) return;
    this.window = Math.max(this.window / 2, 2);
    this.careful = true;
    this.recover = this.next;
  }
}
