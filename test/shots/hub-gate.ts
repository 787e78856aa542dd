/**
 * A Node for the hub that can be told to wait or to fail, so that a desk can be looked at while it has no hub.
 *
 * A desk starts its hub with `BATON_NODE`; this is a script there that looks at two marker files before it becomes the real Node.
 */
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export type HubGate = {
  /** For the environment of every desk. */
  readonly environment: Readonly<Record<string, string>>;
  /** `hold`: a hub started from now on waits; `fail`: it ends at once; `open`: it runs. */
  set(state: "open" | "hold" | "fail"): Promise<void>;
  end(): Promise<void>;
};

export async function openHubGate(): Promise<HubGate> {
  const folder = await mkdtemp(path.join(tmpdir(), "baton-gate-"));
  const marker = (name: string) => path.join(folder, name);
  const node = marker("node");
  await writeFile(
    node,
    `#!/bin/sh
while [ -e '${marker("hold")}' ]; do sleep 0.2; done
if [ -e '${marker("fail")}' ]; then exit 1; fi
exec '${process.execPath}' "$@"
`,
  );
  await chmod(node, 0o755);
  return {
    environment: { BATON_NODE: node },
    async set(state) {
      // The new one first: a hub that waits must not slip through between the two.
      if (state !== "open") await writeFile(marker(state), "");
      for (const other of ["hold", "fail"]) if (other !== state) await rm(marker(other), { force: true });
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
}
