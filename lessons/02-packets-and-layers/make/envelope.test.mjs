import assert from "node:assert/strict";
import test from "node:test";

const { checksum, unwrap, wrap } = await import(process.env.SOLUTION ?? "./envelope.mjs");

const client = { host: "10.0.0.2", port: 42322 };
const server = { host: "10.0.0.1", port: 7102 };

// thirty is the packet of the lesson.
const thirty = "45 00 00 1e 00 00 40 00 40 11 26 cd 0a 00 00 02 0a 00 00 01 a5 52 1b be 00 0a c2 5d 68 69";
const hi = () => Uint8Array.from(thirty.split(" "), (byte) => parseInt(byte, 16));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
const bytes = (text) => new TextEncoder().encode(text);

test("wrap makes the thirty bytes of the lesson", () => {
  const got = hex(wrap(client, server, bytes("hi")));
  let place = 0;
  while (place < got.length && got[place] === thirty[place]) place++;
  assert.equal(got, thirty, `your packet and the lesson's differ from byte ${Math.floor(place / 3)} on (the first is byte 0):\n` +
    `yours    ${got}\nlesson's ${thirty}`);
});

test("wrap knows how much fits", () => {
  assert.equal(wrap(client, server, new Uint8Array(65_507)).length, 65_535, "65,507 bytes just fit");
  assert.throws(() => wrap(client, server, new Uint8Array(65_508)), RangeError, "65,508 bytes are one too many: throw a RangeError");
});

test("wrap never sends the checksum 0, which would mean that there is none", () => {
  const missing = wrap(client, server, new Uint8Array(2)).subarray(26, 28); // what is missing to a sum of ff ff
  const packet = wrap(client, server, missing);
  assert.equal(hex(packet.subarray(26, 28)), "ff ff", `for the message ${hex(missing)} the checksum comes out as 0: send ff ff`);
});

// unwraps has a packet unwrapped that is good.
function unwraps(what, packet, want) {
  const got = unwrap(packet);
  assert.ok(got, `${what}: that is a good packet, and you return null`);
  assert.deepEqual([got.from, got.to], [client, server], `${what}: from and to`);
  assert.equal(new TextDecoder().decode(got.message), want, `${what}: the message`);
}

// mended is a packet with a right checksum in its IP header, which is so long.
function mended(packet, header) {
  packet.set([0, 0], 10);
  const sum = checksum(packet.subarray(0, header));
  packet.set([sum >>> 8, sum & 0xff], 10);
  return packet;
}

test("unwrap takes good packets", () => {
  unwraps("the lesson's packet", hi(), "hi");
  unwraps("with a filling up to 46 bytes, as on Ethernet", Uint8Array.of(...hi(), ...new Uint8Array(16)), "hi");

  const options = Uint8Array.of(...hi().subarray(0, 20), 1, 1, 1, 0, ...hi().subarray(20));
  options.set([0x46, 0, 0, 34]); // six rows
  unwraps("with four bytes of IP options", mended(options, 24), "hi");

  const none = hi();
  none.set([0, 0], 26);
  unwraps("with UDP's checksum 0, which is none", none, "hi");

  unwraps("without the flag \"don't fragment\"", mended(hi().fill(0, 6, 7), 20), "hi");

  const larger = new Uint8Array(50);
  larger.set(hi(), 7);
  unwraps("within a larger buffer, from its byte 7 on (a DataView wants packet.buffer, packet.byteOffset and packet.length)", larger.subarray(7, 37), "hi");

  const empty = hi().slice(0, 28);
  empty[3] = 28;
  empty.set([8, 0, 0], 25);
  unwraps("with an empty message", mended(empty, 20), "");
});

test("unwrap returns null for all that is not good", () => {
  assert.ok(unwrap(hi()), "begin with a good packet (the test before)");
  // changed is the packet with one byte changed, and the IP checksum right again.
  const changed = (at, to) => mended(hi().fill(to, at, at + 1), 20);
  const short = changed(25, 9).fill(0, 26, 28);
  const fourRows = Uint8Array.of(0x44, 0, 0, 28, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, 0, 12, 0, 0, 1, 2, 3, 4);
  for (const [what, packet] of [
    ["nothing at all", new Uint8Array()],
    ["cut in the IP header", hi().subarray(0, 19)],
    ["cut after the IP header", hi().subarray(0, 20)],
    ["cut in the message", hi().subarray(0, 29)],
    ["IP version 6", changed(0, 0x65)],
    ["a header of 4 rows, which is too short", mended(fourRows, 16)],
    ["a header of 15 rows, which is beyond the packet's end", changed(0, 0x4f)],
    ["a total length without room for UDP", changed(3, 27)],
    ["a wrong checksum of the IP header", hi().fill(63, 8, 9)], // as a router would, but without a new checksum
    ["TCP, and not UDP", changed(9, 6)],
    ["a first fragment", changed(6, 0x20)],
    ["a later fragment", changed(7, 1)],
    ["a fragment that is later still (the offset has 13 bits)", changed(6, 0x01)],
    ["a UDP length of 11, which is beyond the packet's end", changed(25, 11)],
    ["a UDP length of 7, which is less than its header", changed(25, 7)],
    ["a UDP length of 9, where IP's says 10, without a checksum", short],
    ["a message that was damaged on the way", changed(28, 0x48)],
    ["another sender's address than UDP's checksum is for", changed(15, 3)],
  ]) {
    assert.equal(unwrap(packet), null, `${what}: return null`);
  }
});

test("what was wrapped is unwrapped", () => {
  for (let size = 0; size < 1000; size++) {
    const message = String.fromCharCode(size % 128).repeat(size);
    unwraps(`what you have wrapped, of ${size} bytes`, wrap(client, server, bytes(message)), message);
  }
});
