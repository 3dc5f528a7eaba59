// The official server, with a room as ours has it: the same events with the same arguments, so that as many bytes
// go to as many members. It prints its port, and for each line of standard input the microseconds of processor time that it has used.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { Server } = createRequire(process.argv[2] + "/package.json")("socket.io");

const http = createServer();
const io = new Server(http, { serveClient: false });
let offset = 0;

io.on("connection", (socket) => {
  let name = "";
  const about = () => ({ room: "blue", from: name, offset: ++offset });
  const tell = (to, event, data) => {
    const known = about();
    to.emit(event, data, known, `blue:${known.offset}`);
    return known.offset;
  };
  socket.on("join", (who, answer) => {
    name = who.name;
    answer({ type: "joined", room: "blue", offset: tell(socket.to("blue"), "join", null), member: name });
    socket.join("blue");
  });
  socket.on("message", (text, _, answer) => answer({ type: "ack", room: "blue", offset: tell(socket.to("blue"), "message", text) }));
});

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
createInterface({ input: process.stdin })
  .on("line", () => console.log(process.cpuUsage().user + process.cpuUsage().system))
  .on("close", () => process.exit(0));
