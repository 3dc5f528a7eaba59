// One direction of a link: with a delay, a bandwidth, and a queue before it. Times are in milliseconds.

// A Line carries packets one after the other, in the order in which they come.
export class Line {
  constructor({ delay, bandwidth, queue }) {
    Object.assign(this, { delay, bandwidth, queue });
    this.free = 0; // when the line has nothing left to do
    this.waiting = []; // in order, each with until, when its first bit is put on the line, and size
  }

  send(now, size) {
    this.waiting = this.waiting.filter(({ until }) => until > now);
    const begins = Math.max(now, this.free);
    if (begins > now) {
      const queued = this.waiting.reduce((sum, packet) => sum + packet.size, size);
      if (queued > this.queue) return null;
      this.waiting.push({ until: begins, size });
    }
    this.free = begins + (8 * size * 1000) / this.bandwidth;
    return this.free + this.delay;
  }
}
