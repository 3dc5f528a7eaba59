// Who is in a room: those that the server has listed, and what has happened since.
export class People {
  constructor() {
    this.names = new Map(); // to the transports they have come over; "" is not known
    this.more = 0; // others, for whom the list had no space
    this.me = ""; // our own name in the room, which the server has made unique
    this.entered = 0; // the offset of our own join
  }

  // joined takes the answer to our own join.
  joined(j) {
    this.me = j.member;
    this.entered = j.offset;
    this.names.set(j.member, this.names.get(j.member) ?? "");
  }

  // who takes a list. It is as of now: events that are told later and are older do no harm, since all
  // those after them are told, too.
  who(w) {
    this.names = new Map(w.members.map((name, i) => [name, w.transports[i] ?? ""]));
    this.more = w.more;
  }

  // said takes an event, and returns over which transport whoever caused it has come.
  said(e) {
    const over = e.event === "join" ? e.transport : this.names.get(e.from) ?? "";
    switch (e.event) {
      case "join":
        this.names.set(e.from, over);
        break;
      case "leave":
        this.names.delete(e.from);
        break;
      case "name": {
        this.names.delete(e.from);
        this.names.set(String(e.data), over);
        // Before we came, somebody else may have had our name.
        if (e.from === this.me && e.offset > this.entered) this.me = String(e.data);
      }
    }
    return over;
  }

  // restarted forgets all but ourselves: the server will list the others.
  restarted() {
    this.names = new Map([[this.me, this.names.get(this.me) ?? ""]]);
    this.more = 0;
  }

  sorted() {
    return [...this.names.keys()].sort();
  }
}
