// A mail server that keeps what it gets, for tests. Prints its port, then one line of JSON for each message it has taken.
// Commands on standard input, a line each: `take` (as it starts), `later` (451 after RCPT), `refuse` (550 after RCPT),
// `hang` (never answers DATA), `drop` (takes a message, tells of it, and breaks off before it says so). Ends with its input.
import { createInterface } from "node:readline";
import { SMTPServer } from "smtp-server";

let mode = "take";
const sockets = new Map();

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  disableReverseLookup: true,
  closeTimeout: 100,
  onRcptTo(address, session, callback) {
    if (mode === "later") return callback(Object.assign(new Error("come back"), { responseCode: 451 }));
    if (mode === "refuse") return callback(Object.assign(new Error("nobody here"), { responseCode: 550 }));
    callback();
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      if (mode === "hang") return;
      const { mailFrom, rcptTo } = session.envelope;
      const raw = Buffer.concat(chunks).toString("base64");
      console.log(JSON.stringify({ from: mailFrom.address, to: rcptTo.map((to) => to.address), raw }));
      if (mode === "drop") {
        sockets.get(session.remotePort)?.destroy();
        return;
      }
      callback();
    });
  },
});

server.server.on("connection", (socket) => {
  sockets.set(socket.remotePort, socket);
  socket.on("close", () => sockets.delete(socket.remotePort));
});
server.on("error", (error) => {
  // Connections that break are what some tests are about.
  if (error.code === "EADDRINUSE") throw error;
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => console.log(String(server.server.address().port)));

createInterface({ input: process.stdin })
  .on("line", (line) => {
    mode = line.trim();
    console.log(mode);
  })
  .on("close", () => process.exit(0));
