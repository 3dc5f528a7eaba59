import assert from "node:assert/strict";
import test from "node:test";

const { Table } = await import(process.env.SOLUTION ?? "./demux.mjs");

const [server, server2] = ["10.0.0.1:7101", "10.0.0.1:7102"];
const [ada, ada2, bob] = ["10.0.0.2:5000", "10.0.0.2:5001", "10.0.0.3:5000"];

// listens has a socket listen where nobody was before.
function listens(table, at) {
  const socket = table.listen(at);
  assert.equal(socket?.local, at, `listen("${at}") returns a socket whose local end is "${at}"`);
  assert.equal(socket.remote, null, "a socket that listens has no other end: remote is null");
  return socket;
}

// arrives has a SYN arrive that must make a connection.
function arrives(table, from, to) {
  const socket = table.arrive({ from, to, syn: true });
  assert.ok(socket, `a SYN from ${from} to ${to}, where a socket listens, went to nobody`);
  const ends = `a SYN from ${from} to ${to} makes a socket with local ${to} and remote ${from}; ` +
    `yours has local ${socket.local} and remote ${socket.remote}`;
  assert.ok(socket.local === to && socket.remote === from, ends);
  return socket;
}

test("each client gets its own socket", () => {
  const table = new Table();
  const listening = listens(table, server);
  listens(table, server2);
  const sockets = {
    "Ada's": arrives(table, ada, server),
    "Bob's, with the same port": arrives(table, bob, server),
    "Ada's from another port": arrives(table, ada2, server),
    "Ada's to another server": arrives(table, ada, server2),
  };
  for (const [name, socket] of Object.entries(sockets)) {
    assert.notEqual(socket, listening, `${name} connection got the socket that listens: that one has to stay for the next client`);
    for (const [other, theirs] of Object.entries(sockets)) {
      if (name !== other) assert.notEqual(socket, theirs, `${name} connection and ${other} have one socket: their pairs of ends differ`);
    }
    const { local, remote } = socket;
    assert.equal(table.arrive({ from: remote, to: local }), socket,
      `${name} connection: a segment from ${remote} to ${local} goes to the socket that the SYN made`);
  }
});

test("the same SYN again", () => {
  const table = new Table();
  listens(table, server);
  const first = arrives(table, ada, server);
  assert.equal(table.arrive({ from: ada, to: server, syn: true }), first,
    "the SYN came twice, and there are two sockets for one pair of ends: look for the connection first");
});

test("nobody is there", () => {
  const table = new Table();
  assert.equal(table.arrive({ from: ada, to: server, syn: true }), null, "nobody listens, so a SYN goes to nobody (null)");
  listens(table, server);
  assert.equal(table.arrive({ from: ada, to: server2, syn: true }), null, `nobody listens at ${server2}, so a SYN to it goes to nobody`);
  assert.equal(table.arrive({ from: ada, to: server }), null,
    "a segment without SYN, of a connection that is not in the table, goes to nobody: only a SYN begins a connection");
});

test("a name that is in use", () => {
  const table = new Table();
  listens(table, server);
  assert.throws(() => table.listen(server), { code: "EADDRINUSE" }, `a second socket that listens at ${server}: throw inUse`);
  arrives(table, ada, server);
  assert.throws(() => table.connect(server, ada), { code: "EADDRINUSE" },
    `a second connection with the ends ${server} and ${ada}: throw inUse`);
});

test("one host and one port can be a server and a client at once", () => {
  const table = new Table();
  listens(table, server);
  const asServer = arrives(table, ada, server);
  const asClient = table.connect(server, bob);
  assert.ok(asClient?.local === server && asClient.remote === bob, `connect("${server}", "${bob}") returns a socket with these two ends`);
  assert.equal(table.arrive({ from: bob, to: server }), asClient, "Bob's answer goes to the socket that asked him");
  assert.equal(table.arrive({ from: ada, to: server }), asServer, "Ada's segment goes to her connection");
});

test("a client and a server on one host are two sockets", () => {
  const table = new Table();
  const client = "10.0.0.1:5000";
  listens(table, server);
  const asking = table.connect(client, server);
  const answering = arrives(table, client, server);
  assert.notEqual(answering, asking, "the client's socket and the server's are two: which end is this one's own?");
  assert.equal(table.arrive({ from: server, to: client }), asking, "what the server sends goes to the client's socket");
  assert.equal(table.arrive({ from: client, to: server }), answering, "what the client sends goes to the server's socket");
});

test("two ends in one string", () => {
  const table = new Table();
  const sockets = [["10.0.0.1:7101", "10.0.0.2:5000"], ["10.0.0.1:710", "110.0.0.2:5000"], ["110.0.0.1:7101", "10.0.0.2:500"]]
    .map(([local, remote]) => table.connect(local, remote));
  for (const socket of sockets) {
    const { local, remote } = socket;
    assert.equal(table.arrive({ from: remote, to: local }), socket,
      `a segment from ${remote} to ${local} went to another connection: does your string show where the first end stops?`);
  }
});
