// Puts messages into a stream of bytes and finds them again. Bytes are a Uint8Array.

// MAX is the longest message, in bytes.
export const MAX = 1000;

// frame returns a message as it goes on the wire: its length in decimal digits, a colon, and the message, as in
// 5:hello. For a message of more than MAX bytes it throws an Error that says "too large".
//
// YOUR TASK: write it. (new TextEncoder().encode(text) makes bytes of a text.)
export function frame(message) {
  throw new Error("frame is still to be written");
}

// split finds the first message in data, which is what has come of a stream so far, and may be any part of it:
// nothing, half a length, a message and a half, ten messages. It returns { used, message }: how many bytes of data the
// message took, its length and colon included, and the message itself, which may have no bytes at all (0:).
//
// It returns null where it has to wait for more. Where no more is to come (atEnd) and data ends in the middle of a
// message, it throws an Error that says "cut short"; where data is empty, that is a clean end: null.
//
// What cannot be the beginning of a message is an Error at once, before the rest of it has come: otherwise somebody who
// sends digits for ever would have a server collect them for ever. So that each message is written in one way, a length
// has no sign and no 0 before it. A length of more than MAX is "too large".
//
// YOUR TASK: write this one, too. (A byte is a number: the digit 0 is 48, a colon is 58.)
export function split(data, atEnd) {
  throw new Error("split is still to be written");
}
