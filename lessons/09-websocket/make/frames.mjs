// The three things that make a server a WebSocket server.

import { createHash } from "node:crypto";
import { GUID } from "./serve.mjs";

// accept answers a client's Sec-WebSocket-Key (RFC 6455 section 4.2.2, step 5): the key and, right behind it, GUID; of
// both together the SHA-1; of that the base64. createHash("sha1") has update(text) and digest("base64").
export function accept(key) {
  throw new Error("accept is still to be written");
}

// frame returns a frame as a server sends it, a Buffer (RFC 6455 section 5.2):
//
//	1 byte   0x80, which says that it is the message's last frame, together with the opcode
//	1 byte   the payload's length, if it is below 126; otherwise 126
//	2 bytes  only after 126: the length, the more significant byte first
//	         the payload, a Buffer, as it is
//
// Longer payloads than 65,535 bytes need not work. Buffer.from([1, 2]) and Buffer.concat([a, b]) are useful.
export function frame(opcode, payload) {
  throw new Error("frame is still to be written");
}

// readFrame finds a client's frame at the beginning of data, a Buffer of what has come so far. It returns
// { used, opcode, payload }, where used is how many bytes of data the frame takes; or null if not all of it is there.
//
// A client's frame is like a server's, with two differences: the second byte has 0x80 added to it, and between the
// length and the payload are 4 bytes, the mask. Byte i of the payload was combined by XOR (^) with byte i % 4 of the
// mask; do it once more, and it is as it was. For a frame without the 0x80, throw an Error that says "mask".
export function readFrame(data) {
  throw new Error("readFrame is still to be written");
}
