// Puts the fragments of IP packets together again.
//
// A fragment is an object:
//
//   from, to, id   say which fragments belong together: those of one packet have all three in common (RFC 791 section
//                  2.3; the protocol is always UDP here)
//   offset         where in the whole its data begins
//   more           true if this is not the last piece
//   data           a Uint8Array of at least one byte

// PATIENCE is how long fragments are kept, in milliseconds, from when the first of them came.
export const PATIENCE = 30_000;

// MAX_SIZE is how long the whole can be, in bytes: what an IP packet holds.
export const MAX_SIZE = 65_535 - 20;

// A Reassembler keeps what is not whole yet.
//
// YOUR TASK: give it what it has to remember, and write its two methods.
export class Reassembler {
  // add takes a fragment that arrives now (in milliseconds). If it is the one that was missing, add returns the whole,
  // a Uint8Array, and forgets it; else null.
  //
  //   - Fragments come in any order. Only the one without more tells how long the whole is.
  //   - A fragment may come twice. That must not count twice. (Two that overlap otherwise need not be thought of.)
  //   - Fragments with different keys do not belong together.
  //   - What is not whole 30 seconds (PATIENCE) after its first fragment came is forgotten: a fragment that comes then
  //     is the first of its key again. If none comes any more, waiting forgets it, too. No timer is needed.
  //   - A fragment that would make the whole longer than MAX_SIZE is no good. Take no notice of it.
  //   - The caller may use the data's memory again afterwards: keep a copy (slice, and not subarray).
  add({ from, to, id, offset, more, data }, now) {
    return null;
  }

  // waiting is how many wholes are incomplete and still waited for.
  waiting(now) {
    return 0;
  }
}
