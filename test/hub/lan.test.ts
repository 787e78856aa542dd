/** The hub's second door: TLS on a network address, here this machine's loopback standing for one. */
import { request } from "node:https";
import { afterEach, expect, test } from "vitest";
import { lanCertificate } from "#hub/entry/lan.ts";
import type { TestHub } from "../support/test-hub.ts";
import { startTestHub } from "../support/test-hub.ts";

const ADDRESS = "127.0.0.1";
let hub: TestHub | null = null;
afterEach(async () => {
  await hub?.end();
  hub = null;
});

function getJson(url: string, ca: string): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    asked.once("error", reject);
    asked.end();
  });
}

test("[LAN-1] the same hub answers over TLS with its own certificate, and over loopback", async () => {
  hub = await startTestHub({
    lan: (dataDir) => lanCertificate(dataDir, ADDRESS).then((made) => ({ address: ADDRESS, key: made.key, cert: made.cert })),
  });
  const { lanUrl, url } = hub.hub;
  expect(lanUrl).toMatch(/^https:/);
  const again = await lanCertificate(hub.dataDir, ADDRESS);
  const overTls = await getJson(`${lanUrl}/healthz`, again.cert);
  const overLoopback = await (await fetch(`${url}/healthz`)).json();
  expect(overTls).toEqual({ status: 200, body: overLoopback });
});

test("[LAN-2] calls are held to loopback only without the network door", async () => {
  hub = await startTestHub();
  expect(hub.hub.ice.loopbackOnly).toBe(true);
  await hub.end();
  hub = await startTestHub({
    lan: (dataDir) => lanCertificate(dataDir, ADDRESS).then((made) => ({ address: ADDRESS, key: made.key, cert: made.cert })),
  });
  expect(hub.hub.ice.loopbackOnly).toBe(false);
});
