// Puts messages into a stream of bytes and finds them again. Bytes are a Uint8Array.

// MAX is the longest message, in bytes.
export const MAX = 1000;

// frame returns a message as it goes on the wire.
export function frame(message) {
  if (message.length > MAX) throw new Error("too large");
  return Uint8Array.of(...new TextEncoder().encode(`${message.length}:`), ...message);
}

// split finds the first message in data.
export function split(data, atEnd) {
  let length = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 58) { // a colon
      if (i === 0) throw new Error("there is no length before the colon");
      const begin = i + 1;
      if (data.length - begin < length) break;
      return { used: begin + length, message: data.subarray(begin, begin + length) };
    }
    if (data[i] < 48 || data[i] > 57) throw new Error("a length consists of digits");
    if (i === 1 && length === 0) throw new Error("a length does not begin with 0");
    length = 10 * length + data[i] - 48;
    if (length > MAX) throw new Error("too large");
  }
  if (atEnd && data.length > 0) throw new Error("cut short");
  return null;
}
