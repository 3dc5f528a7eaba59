// The three things that make a server a WebSocket server.

import { createHash } from "node:crypto";
import { GUID } from "./serve.mjs";

// accept answers a client's Sec-WebSocket-Key.
export function accept(key) {
  return createHash("sha1").update(key + GUID).digest("base64");
}

// frame returns a frame as a server sends it.
export function frame(opcode, payload) {
  const { length } = payload;
  const size = length < 126 ? [length] : [126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size]), payload]);
}

// readFrame finds a client's frame at the beginning of data.
export function readFrame(data) {
  if (data.length < 2) return null;
  if (data[1] < 0x80) throw new Error("a client has to mask its frames: there is no mask");
  let length = data[1] & 0x7f;
  let at = 2;
  if (length === 126) {
    if (data.length < 4) return null;
    length = data.readUInt16BE(2);
    at = 4;
  }
  const mask = data.subarray(at, at + 4);
  const begin = at + 4;
  const used = begin + length;
  if (data.length < used) return null;
  const payload = Buffer.from(data.subarray(begin, used).map((byte, i) => byte ^ mask[i % 4]));
  return { used, opcode: data[0] & 0x0f, payload };
}
