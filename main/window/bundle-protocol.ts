/**
 * Serves the bundled renderer as `app://bundle/…`, each document with its content policy.
 *
 * Owns the scheme's privileges and the answers. Which file an address means is `bundle-files.ts`.
 */
import { readFileSync } from "node:fs";
import { type ProtocolResponse, protocol } from "electron";
import { BUNDLE_SCHEME, bundleFileOf, mediaTypeOf } from "./bundle-files.ts";
import { contentPolicy } from "./content-policy.ts";
import { pageWithoutRenderer } from "./page-without-renderer.ts";

/** Must run before the app is ready. */
export function registerBundleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: BUNDLE_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, codeCache: true, stream: true },
    },
  ]);
}

/**
 * Answers with buffers: `protocol.handle` answers with the web's Response, whose library Node loads while the page waits, and copies a file
 * through two streams. That the older call is marked as deprecated is known; docs/adr/0012 says what would have us go back.
 *
 * @param root folder of the bundled renderer, absolute
 * @param hubUrl asked at each answer: a deployed hub, or `null` for this machine's
 */
export function serveBundle(root: string, hubUrl: () => string | null): void {
  protocol.registerBufferProtocol(BUNDLE_SCHEME, (request, answer) => {
    answer(answerTo(request.url, root, hubUrl()));
  });
}

function answerTo(address: string, root: string, hubUrl: string | null): ProtocolResponse & { data: Buffer } {
  const file = bundleFileOf(address, root);
  if (file === null) return said(403, "refused");
  const body = readIfThere(file);
  const headers = {
    "content-type": mediaTypeOf(file),
    "content-security-policy": contentPolicy(hubUrl),
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
  };
  if (body !== null) return { statusCode: 200, headers, data: body };
  if (!file.endsWith("desk.html")) return said(404, "not found");
  return { statusCode: 404, headers, data: Buffer.from(pageWithoutRenderer) };
}

function said(statusCode: number, text: string): ProtocolResponse & { data: Buffer } {
  return { statusCode, headers: { "content-type": "text/plain; charset=utf-8" }, data: Buffer.from(text) };
}

/** At once: a file of the program is read in under a millisecond, and Electron looks after Node's other threads only every 10 to 20. */
function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && (fault.code === "ENOENT" || fault.code === "EISDIR")) return null;
    throw fault;
  }
}
