/**
 * `npm run dev [-- args]`: the main job with the renderer served from its sources, so that a saved file shows at once.
 * Main, hub and customer scripts are bundled at the start; a change there needs a restart.
 */
import { createServer } from "vite";
import { targets } from "./build/targets.ts";
import { freePort } from "./lib/net.ts";
import { openMainJob } from "./lib/open-main-job.ts";

const RENDERER = "renderer";
const [config] = targets.find(({ name }) => name === RENDERER)?.configs() ?? [];
const server = await createServer({ ...config, base: "/", server: { host: "127.0.0.1", port: await freePort(), strictPort: true } });
await server.listen();
const address = server.resolvedUrls?.local[0] ?? "";
console.log(`[dev] renderer at ${address}`);
try {
  process.exitCode = await openMainJob(process.argv.slice(2), { leaveOut: [RENDERER], env: { BATON_RENDERER_URL: address } });
} finally {
  await server.close();
}
