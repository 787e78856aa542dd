/**
 * From an address `app://bundle/…` to a file of the bundled renderer, and to nothing else.
 *
 * Pure: reading the file and answering is `bundle-protocol.ts`.
 */
import path from "node:path";
import { parseUrl } from "../platform/parse-url.ts";

export const BUNDLE_SCHEME = "app";
export const BUNDLE_HOST = "bundle";
export const BUNDLE_ORIGIN = `${BUNDLE_SCHEME}://${BUNDLE_HOST}`;
export const DESK_ADDRESS = `${BUNDLE_ORIGIN}/desk.html`;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".ttf": "font/ttf",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
};

/** @returns the absolute file, or `null` for another host or a path that would leave `root` */
export function bundleFileOf(address: string, root: string): string | null {
  const url = parseUrl(address);
  if (url === null || !isOfBundle(url)) return null;
  const pathname = decode(url.pathname);
  if (pathname === null || pathname.includes("\0") || pathname.includes("\\")) return null;
  const file = path.join(root, pathname === "/" || pathname === "" ? "desk.html" : pathname);
  return file.startsWith(root + path.sep) ? file : null;
}

/** Whether a frame's address is one of the desk's own documents. */
export function isBundleAddress(address: string): boolean {
  const url = parseUrl(address);
  return url !== null && isOfBundle(url);
}

export function mediaTypeOf(file: string): string {
  return MEDIA_TYPES[path.extname(file).toLowerCase()] ?? "application/octet-stream";
}

function isOfBundle(url: URL): boolean {
  return url.protocol === `${BUNDLE_SCHEME}:` && url.host === BUNDLE_HOST;
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
