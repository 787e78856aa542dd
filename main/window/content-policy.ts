/**
 * The content security policy of the desk's page: its own files, and one hub.
 *
 * Owns the directives. A policy belongs to a document for good, so another hub means another load of the page (`desk-window.ts`).
 */
import { isLoopbackHost } from "../hub-host/hub-url.ts";

/** Embedded hubs take a free port, and a restarted one may take another. */
const ANY_LOOPBACK = ["http://127.0.0.1:*", "ws://127.0.0.1:*", "http://localhost:*", "ws://localhost:*"];

/** @param hubUrl a deployed hub, or `null` for the one of this machine */
export function contentPolicy(hubUrl: string | null): string {
  const directives: Readonly<Record<string, readonly string[]>> = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "media-src": ["'self'", "blob:", "mediastream:"],
    "frame-src": ["'self'", "about:"],
    "connect-src": ["'self'", ...hubSources(hubUrl)],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

function hubSources(hubUrl: string | null): readonly string[] {
  if (hubUrl === null) return ANY_LOOPBACK;
  const { protocol, hostname, host } = new URL(hubUrl);
  if (isLoopbackHost(hostname)) return ANY_LOOPBACK;
  const isSecure = protocol === "https:";
  return [`${isSecure ? "https" : "http"}://${host}`, `${isSecure ? "wss" : "ws"}://${host}`];
}
