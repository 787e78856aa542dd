/**
 * Who is told by webhook: `webhooks.json` in the data folder, written by whoever runs the hub, mode 0600 because it holds the secrets.
 *
 * No file, no webhooks. A file that does not fit stops the hub with its fault: silence would look like "nothing happened".
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { SECOND_MS } from "#shared/lib/duration.ts";

const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** In clear only to this machine: alerts say who is stuck where. */
const isSafe = (text: string) => {
  const url = new URL(text);
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
};

export const endpointSchema = z.strictObject({
  /** Names it in the store and the log; never its address. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  url: z.url().refine(isSafe, "https, or http to this machine"),
  /** Hex of at least 32 bytes: signs every body. */
  secret: z.string().regex(/^([0-9a-f]{2}){32,}$/),
  kinds: z.array(z.enum(["alert-raised", "alert-picked-up", "alert-resolved", "help-session-ended"])).optional(),
  /** How long one attempt may take, in milliseconds. */
  timeoutMs: z
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(10 * SECOND_MS),
});
export type Endpoint = z.output<typeof endpointSchema>;

const fileSchema = z
  .array(endpointSchema)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "two endpoints have the same id");

export class EndpointsFault extends Error {
  override readonly name = "EndpointsFault";
}

export async function readEndpoints(file: string): Promise<readonly Endpoint[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw fault;
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (fault) {
    throw new EndpointsFault(`webhooks.json cannot be used: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}
