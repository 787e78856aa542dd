/** What the desk's page may ask of the system. Pure: who asks is checked by `guards.ts`. */

/** Everything else is refused. The three network names are newer Chromium's gate before a hub on this machine or in the house. */
const ALLOWED: ReadonlySet<string> = new Set([
  "media",
  "display-capture",
  "notifications",
  "clipboard-sanitized-write",
  "speaker-selection",
  "local-network",
  "local-network-access",
  "loopback-network",
]);

/** @param address of the document or the origin that asks; a sandboxed frame's is opaque and never the desk's own */
export function mayAsk(permission: string, address: string, isOwn: (address: string) => boolean): boolean {
  return ALLOWED.has(permission) && isOwn(address);
}
