/**
 * `npm run hub`: the hub alone; `-- --lan` also puts the demo bank on the local network over TLS and prints its QR code, so that a real phone
 * can play the customer.
 */
import qr from "qrcode-terminal";
import { startDemoBank } from "#customer/demo/server/start.ts";
import { hubArguments } from "#hub/entry/arguments.ts";
import { lanAddress, lanCertificate } from "#hub/entry/lan.ts";
import { serveHub } from "#hub/entry/server.ts";
import { buildTargets } from "./build/build-targets.ts";
import { bankKeyOf } from "./lib/bank-key.ts";
import { inProject } from "./lib/project.ts";

const argv = process.argv.slice(2);
const built = await buildTargets(["customer", "demo-bank"]);
for (const outcome of built)
  if (outcome.kind === "failed") console.error(`[build] ${outcome.target} failed: the SDK on the pages may be old`);

const { hub } = await serveHub(argv);
if (hub.lanUrl !== null) {
  const { dataDir } = hubArguments(argv, process.env, inProject());
  const address = lanAddress();
  const tls = await lanCertificate(dataDir, address);
  const bank = await startDemoBank({ port: 0, host: address, hubUrl: hub.lanUrl, bankKey: await bankKeyOf(dataDir), tls });
  const { port } = new URL(bank.url);
  const url = `https://${address}:${port}`;
  qr.generate(url, { small: true }, (code) => console.log(code));
  console.log(`demo bank on the network: ${url}`);
}
console.log("end with Ctrl+C");
