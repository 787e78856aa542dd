/** Free ports on this machine. Owns asking the system; a port can still be taken by another between the answer and its use. */
import { createServer } from "node:net";
import { invariant } from "#shared/lib/invariant.ts";

/** A TCP port on 127.0.0.1 that nothing listens on at the time of the answer. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      invariant(address !== null && typeof address === "object", "a TCP server that listens has an address object");
      probe.close(() => resolve(address.port));
    });
  });
}
