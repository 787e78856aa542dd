/**
 * Keeps calls of one machine on that machine: drops every ICE candidate that is not a loopback address.
 *
 * Only for `IceConfig.loopbackOnly` (demo and tests, where all peers run here); applied to what leaves and to what arrives.
 */

/** Whether an ICE candidate line (with or without `a=`) names a loopback address. */
export function isLoopbackCandidate(line: string): boolean {
  // candidate:<foundation> <component> <transport> <priority> <address> <port> typ …
  const address = line.trim().split(" ")[4] ?? "";
  return address.startsWith("127.") || address === "::1";
}

/** The description without candidates of other addresses. */
export function keepLoopbackCandidates(sdp: string): string {
  return sdp
    .split("\r\n")
    .filter((line) => !line.startsWith("a=candidate:") || isLoopbackCandidate(line))
    .join("\r\n");
}
