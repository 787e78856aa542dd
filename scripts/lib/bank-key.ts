/** The key that a data folder's hub shares with the bank. Its file is `hub/gateway/tokens.ts`'s. */
import path from "node:path";
import { openKeys } from "#hub/gateway/tokens.ts";

export async function bankKeyOf(dataDir: string): Promise<Uint8Array> {
  return (await openKeys(path.join(dataDir, "keys.json"))).bank;
}
