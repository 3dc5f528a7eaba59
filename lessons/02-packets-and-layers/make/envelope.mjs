// Puts a message into a UDP datagram, and that into an IP packet, byte by byte.
//
// An end is an object: { host: "10.0.0.2", port: 42322 }. Bytes are a Uint8Array.

// Lengths of the headers, in bytes. An IP header with options is longer.
const IP = 20;
const UDP = 8;
const PROTOCOL = 17; // in the IP header: UDP comes next

// checksum is the Internet's (RFC 1071): the bytes are added up in pairs, and the sum is inverted. A header that
// holds its own right checksum has the checksum 0.
export function checksum(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum >>> 16) + (sum & 0xffff);
  return ~sum & 0xffff;
}

// checksumUDP is UDP's (RFC 768): over the datagram, and over the addresses, the protocol and the length as well, so
// that a datagram that went to the wrong host is found out. Addresses are four bytes each. The datagram's own checksum
// field is 0 while it is made. With the right checksum in it, the result is 0.
export function checksumUDP(from, to, datagram) {
  return checksum([...from, ...to, 0, PROTOCOL, datagram.length >>> 8, datagram.length & 0xff, ...datagram]);
}

// wrap puts a message into a UDP datagram and that into an IPv4 packet (RFC 768, RFC 791 section 3.1), and returns the
// packet. The drawing in the lesson shows where everything stands. Into the IP header go version 4, a header of 5 rows,
// service 0, identification 0, the flag "don't fragment" (40 00) and a time to live of 64.
//
//   - An IP packet has at most 65,535 bytes, headers included. For a longer one, throw a RangeError.
//   - A number of two bytes is [n >>> 8, n & 0xff], the more significant byte first. Or use a DataView and setUint16.
//   - "10.0.0.2".split(".").map(Number) is an address as four bytes.
//   - Put 0 where a checksum goes, and fill it in at the end.
//   - In UDP, 0 means "no checksum". If yours comes out as 0, send ff ff in its place.
//
// YOUR TASK: write it.
export function wrap(from, to, message) {
  throw new Error("wrap is still to be written");
}

// unwrap takes a packet apart, and returns { from, to, message }. What comes from a network may be anything, so it
// returns null, and never throws or reads beyond the end, if
//
//   - the packet is too short for what it says of its own length, or for its headers;
//   - it is not IP version 4, or the IP header's checksum is wrong;
//   - what comes next is not UDP, or it is a fragment (flag 20 00, or an offset in the 13 bits after the flags);
//   - UDP's length does not agree with IP's, or its checksum is wrong (0 is none, and not wrong).
//
// The header may be longer than 20 bytes: its length in rows of 4 bytes is in the lower half of the first byte. And
// behind the packet there may be a filling, as on Ethernet: the packet ends where it says.
//
// YOUR TASK: write this one, too.
export function unwrap(packet) {
  throw new Error("unwrap is still to be written");
}
