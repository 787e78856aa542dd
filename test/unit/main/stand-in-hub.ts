/**
 * A program that behaves towards a desktop as the hub does: takes `--data`, listens, writes the lock file, answers `/healthz`.
 *
 * Owns nothing else of a hub. `STAND_IN` makes it misbehave: `exit` at once, or `mute` (listens and never answers). Every start adds a
 * line to `starts.log` (process id, arguments, epoch ms), so that a test can count them.
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { PROTOCOL } from "#shared/contract/protocol.ts";

const folder = process.argv[process.argv.indexOf("--data") + 1] ?? "";
const startedAt = Date.now();
appendFileSync(path.join(folder, "starts.log"), `${process.pid} ${process.argv.slice(2).join(" ")} ${startedAt}\n`);
if (process.env["STAND_IN"] === "exit") process.exit(3);

const server = createServer((_request, response) => {
  if (process.env["STAND_IN"] === "mute") return;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ status: "ok", pid: process.pid, startedAt, protocol: PROTOCOL }));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") process.exit(1);
  const { port } = address;
  const lock = { url: `http://127.0.0.1:${port}`, port, pid: process.pid, launchToken: "launch", startedAt, protocol: PROTOCOL };
  writeFileSync(path.join(folder, "hub.lock.json"), JSON.stringify(lock), { mode: 0o600 });
});
