/** Addresses of hubs: which are acceptable, and which are this machine's own. */
import { err, ok, type Result } from "#shared/lib/result.ts";
import { parseUrl } from "../platform/parse-url.ts";

export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

/**
 * The origin of a deployed hub. Customers' pages and voices pass through it, so away from this machine only https will do (the page
 * could not open anything else either: it is a secure context).
 */
export function acceptHubUrl(text: string): Result<string, "not-a-hub-url"> {
  const url = parseUrl(text);
  if (url === null) return err("not-a-hub-url");
  const isAcceptable = url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
  if (!isAcceptable || url.username !== "" || url.password !== "") return err("not-a-hub-url");
  return ok(url.origin);
}
