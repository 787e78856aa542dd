/**
 * Serves the bundled renderer as `app://bundle/…`, each document with its content policy.
 *
 * Owns the scheme's privileges and the answers. Which file an address means is `bundle-files.ts`.
 */
import { readFile } from "node:fs/promises";
import { protocol } from "electron";
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
 * @param root folder of the bundled renderer, absolute
 * @param hubUrl asked at each answer: a deployed hub, or `null` for this machine's
 */
export function serveBundle(root: string, hubUrl: () => string | null): void {
  protocol.handle(BUNDLE_SCHEME, async (request) => {
    const file = bundleFileOf(request.url, root);
    if (file === null) return new Response("refused", { status: 403 });
    const body = await readIfThere(file);
    const headers = {
      "content-type": mediaTypeOf(file),
      "content-security-policy": contentPolicy(hubUrl()),
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    };
    if (body !== null) return new Response(new Uint8Array(body), { headers });
    if (!file.endsWith("desk.html")) return new Response("not found", { status: 404 });
    return new Response(pageWithoutRenderer, { status: 404, headers });
  });
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && (fault.code === "ENOENT" || fault.code === "EISDIR")) return null;
    throw fault;
  }
}
