/** What `--lan` needs: this machine's address and a certificate of our own for it, kept in the data folder. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { generate } from "selfsigned";
import { z } from "zod";
import { DAY_MS } from "#shared/lib/duration.ts";

const CERTIFICATE_DAYS = 365;
const keptSchema = z.strictObject({ address: z.string(), expiresAt: z.number(), key: z.string(), cert: z.string() });

/** The first IPv4 address a phone on the same network can reach; throws when there is none. */
export function lanAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const address of addresses ?? []) if (address.family === "IPv4" && !address.internal) return address.address;
  }
  throw new Error("no network address was found; connect to a network or leave --lan out");
}

/** Makes the certificate once a year and per address; a kept one that fits is used again, so a phone asks only once. */
export async function lanCertificate(dataDir: string, address: string): Promise<{ key: string; cert: string }> {
  const file = path.join(dataDir, "lan-certificate.json");
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    const kept = keptSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (kept.success && kept.data.address === address && kept.data.expiresAt > Date.now() + DAY_MS) return kept.data;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "ENOENT") throw fault;
  }
  const notAfterDate = new Date(Date.now() + CERTIFICATE_DAYS * DAY_MS);
  const made = await generate([{ name: "commonName", value: address }], {
    keySize: 2048,
    algorithm: "sha256",
    notAfterDate,
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: address }] }],
  });
  const kept = { address, expiresAt: notAfterDate.getTime(), key: made.private, cert: made.cert };
  await writeFile(file, JSON.stringify(kept), { mode: 0o600 });
  return kept;
}
