// The table in which a host looks up which socket an arriving TCP segment is for.
//
// An end is a string, such as "10.0.0.1:7101". A socket is an object with two ends:
//
//   local    this host's end
//   remote   the other end; null if the socket listens
//
// A segment is an object, too: from (the other host's end), to (this host's end), and syn (true if it begins a
// connection).

// inUse is the error for a name that is taken. Node gives it the same code.
export function inUse(name) {
  return Object.assign(new Error(`${name} is already in use`), { code: "EADDRINUSE" });
}

// A Table knows all sockets of a host.
//
// YOUR TASK: give it what it has to remember, and write its three methods.
//
//   - Two Maps will do. What is the key of the one for sockets that listen? And of the one for connections?
//   - A Map compares objects and arrays by identity: make one string of two ends.
export class Table {
  // listen returns a new socket that listens at an end of this host. It throws inUse if one does already.
  listen(at) {
    throw new Error("listen is still to be written");
  }

  // connect returns the socket of a client of this host, which is in the table from now on. It throws inUse if
  // there is a connection with these two ends already.
  connect(local, remote) {
    throw new Error("connect is still to be written");
  }

  // arrive returns the socket that a segment is for:
  //
  //   - the one of the connection with these two ends, if there is one;
  //   - for a SYN to an end where a socket listens, a new socket, which is in the table from now on;
  //   - else null: there is nobody, and a real host would answer with a reset.
  arrive({ from, to, syn }) {
    return null;
  }
}
