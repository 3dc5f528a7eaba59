import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import test from "node:test";
import { serve, TEXT } from "./serve.mjs";

const mine = await import(process.env.SOLUTION ?? "./frames.mjs");
const { accept, frame, readFrame } = mine;

const hex = (bytes) => Buffer.from(bytes).toString("hex").replace(/..\B/g, "$& ");

test("accept", () => {
  const key = "dGhlIHNhbXBsZSBub25jZQ=="; // the example of RFC 6455 section 1.3; wirelab demo upgrade shows it, too
  assert.equal(accept(key), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", `what answers the key ${key}`);
});

test("frame", () => {
  for (const [length, header] of [[5, "81 05"], [0, "81 00"], [125, "81 7d"], [126, "81 7e 00 7e"], [1000, "81 7e 03 e8"]]) {
    const payload = Buffer.alloc(length, "x");
    const got = frame(TEXT, payload);
    const size = (header.length + 1) / 3;
    assert.equal(hex(got.subarray(0, size)), header, `with a payload of ${length} bytes the frame begins ${header}`);
    assert.equal(hex(got.subarray(size)), hex(payload), "what follows the header is the payload as it is: a server does not mask");
  }
});

const hello = Buffer.from("818537fa213d7f9f4d5158", "hex"); // RFC 6455 section 5.7

test("readFrame", () => {
  const long = Buffer.concat([Buffer.from("81fe008000000000", "hex"), Buffer.alloc(128, "x")]);
  for (const [data, want] of [[hello, "Hello"], [long, "x".repeat(128)], [Buffer.concat([hello, long]), "Hello"]]) {
    const got = readFrame(data);
    assert.deepEqual([got?.opcode, got?.payload.toString()], [TEXT, want], `the frame holds a text (opcode 1), "${want}"`);
    assert.equal(got.used, want.length < 126 ? want.length + 6 : want.length + 8, "how many bytes the frame takes, header and mask included");
  }
  for (const data of [hello, long]) {
    for (let length = 0; length < data.length; length++) {
      let got;
      try {
        got = readFrame(data.subarray(0, length));
      } catch (error) {
        got = `an error, ${error.message}`;
      }
      assert.equal(got, null, `${length} bytes of ${data.length} have come: the frame is not whole (null), and readFrame returns ${got}`);
    }
  }
  assert.throws(() => readFrame(Buffer.from("\x81\x05Hello", "latin1")), /mask/, 'a frame without a mask is an Error that says "mask"');
});

// The client is Node's own. In Node 20 it has to be asked for, so it runs in a process of its own.
const client = `
  const socket = new WebSocket(process.argv[1]);
  const say = ["Hello", "", "long ".repeat(26)];
  const heard = [];
  let code = null;
  socket.onmessage = ({ data }) => {
    heard.push(data);
    say.length > 0 ? socket.send(say.shift()) : socket.close(1000);
  };
  socket.onclose = (event) => { code = event.code; };
  socket.onerror = () => {};
  process.on("exit", () => console.log(JSON.stringify({ heard, code })));
`;

test("a client that somebody else wrote has the last word", { timeout: 20_000 }, async (t) => {
  const server = net.createServer((socket) => {
    t.after(() => socket.destroy());
    serve(socket, mine);
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const url = `ws://127.0.0.1:${server.address().port}/ws`;
  const child = spawn(process.execPath, ["--no-warnings", "--experimental-websocket", "-e", client, url], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill());
  let printed = "";
  child.stdout.on("data", (data) => (printed += data));
  await once(child, "close");
  const { heard, code } = JSON.parse(printed);
  assert.deepEqual(heard.slice(0, 1), ["welcome"], "the client hears welcome first, and has said nothing yet. " +
    "(If it hears nothing, it does not take the answer to its handshake for one: is accept right?)");
  assert.deepEqual(heard.slice(1), ["Hello", "", "long ".repeat(26)], "then it hears what it has said");
  assert.equal(code, 1000, "its Close frame is answered by one (code 1000; 1006 is: the connection ended without)");
});
