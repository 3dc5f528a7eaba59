// The room of the class: this browser hears numbers there, over a WebSocket like any member's (internal/room/event), and tells the
// class which it has got. It can go away and come back, or be on other pages meanwhile, and then asks for what it has missed.

const named = "number";
const place = "wirelab class room"; // what this tab has seen of the room

// enter joins the room as the browser with that id. got is called with { number, tag, recovered } for each number; state with what
// to say of the connection. It returns { away, back, trip }: trip measures one round trip in milliseconds.
export function enter(room, id, got, state) {
  let socket;
  let wanted = true; // to be connected
  let seen = remembered(id); // { epoch, offset } of the last event; undefined: never joined
  let recoveredTo = 0; // events up to this one were missed, and came again
  let waiting = []; // for the answers to pings, in their order

  const join = () => {
    const since = seen ? { epoch: seen.epoch, offset: seen.offset } : {};
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "join", room, name: "phone", ...since }));
  };
  const hear = (reply) => {
    if (reply.code === "too-fast") setTimeout(join, reply.wait); // a whole hall comes at once
    if (reply.room !== room) return;
    if (reply.type === "joined") {
      waiting = []; // an earlier connection's are not answered
      recoveredTo = seen === undefined ? 0 : reply.offset;
      seen ??= { offset: reply.offset };
      seen.epoch = reply.epoch;
      state("connected");
    }
    if (reply.type === "gap") seen.offset = reply.to;
    if (reply.type === "head") waiting.shift()?.();
    if (reply.type === "event") seen.offset = Math.max(seen.offset, reply.offset);
    remember(id, seen);
    if (reply.type !== "event") return;
    const { number, tag } = reply.data ?? {};
    if (reply.event === named && Number.isInteger(number)) got({ number, tag, recovered: reply.offset < recoveredTo });
  };
  const connect = () => {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`);
    socket.onopen = join;
    socket.onmessage = ({ data }) => hear(JSON.parse(data));
    socket.onclose = () => {
      state(wanted ? "connecting" : "away");
      if (wanted) setTimeout(() => { if (wanted && socket.readyState === WebSocket.CLOSED) connect(); }, 1000);
    };
  };
  connect();
  return {
    away() {
      wanted = false;
      socket.close();
    },
    back() {
      wanted = true;
      if (socket.readyState >= WebSocket.CLOSING) connect();
    },
    trip() {
      return new Promise((resolve, reject) => {
        const begun = performance.now();
        const late = setTimeout(() => reject(new Error("no answer")), 5000);
        socket.send(JSON.stringify({ type: "ping" }));
        waiting.push(() => {
          clearTimeout(late);
          resolve(performance.now() - begun);
        });
      });
    },
  };
}

function remembered(id) {
  try {
    const { of, epoch, offset } = JSON.parse(sessionStorage.getItem(place));
    return of === id && typeof epoch === "string" && Number.isInteger(offset) ? { epoch, offset } : undefined;
  } catch {
    return undefined; // nothing is kept here, or nothing yet
  }
}

function remember(id, seen) {
  try {
    sessionStorage.setItem(place, JSON.stringify({ of: id, ...seen }));
  } catch {
    // then what is said while another page is shown is missed
  }
}
