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

// wrap puts a message into a UDP datagram and that into an IPv4 packet, and returns the packet.
export function wrap(from, to, message) {
  const total = IP + UDP + message.length;
  if (total > 0xffff) throw new RangeError("the message is too long for one datagram");
  const [fromHost, toHost] = [from, to].map(({ host }) => host.split(".").map(Number));
  const packet = new Uint8Array(total);
  const view = new DataView(packet.buffer);
  packet.set([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, PROTOCOL, 0, 0, ...fromHost, ...toHost]);
  view.setUint16(2, total);
  view.setUint16(10, checksum(packet.subarray(0, IP)));

  view.setUint16(IP, from.port);
  view.setUint16(IP + 2, to.port);
  view.setUint16(IP + 4, UDP + message.length);
  packet.set(message, IP + UDP);
  view.setUint16(IP + 6, checksumUDP(fromHost, toHost, packet.subarray(IP)) || 0xffff);
  return packet;
}

// unwrap takes a packet apart, and returns { from, to, message }; null if it is not a good UDP packet.
export function unwrap(packet) {
  if (packet.length < IP || packet[0] >>> 4 !== 4) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const header = (packet[0] & 15) * 4;
  const total = view.getUint16(2);
  if (header < IP || total < header + UDP || total > packet.length) return null;
  if (checksum(packet.subarray(0, header)) !== 0 || packet[9] !== PROTOCOL) return null;
  if (view.getUint16(6) & 0x3fff) return null; // more fragments, or an offset
  const datagram = packet.subarray(header, total);
  const [fromHost, toHost] = [packet.subarray(12, 16), packet.subarray(16, 20)];
  if (view.getUint16(header + 4) !== datagram.length) return null;
  if (view.getUint16(header + 6) !== 0 && checksumUDP(fromHost, toHost, datagram) !== 0) return null;
  return {
    from: { host: fromHost.join("."), port: view.getUint16(header) },
    to: { host: toHost.join("."), port: view.getUint16(header + 2) },
    message: datagram.subarray(UDP),
  };
}
