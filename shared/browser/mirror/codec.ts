/**
 * Packing of a layer's body: JSON, gzip by the browser's own streams, else by fflate.
 *
 * Unpacking counts as it goes: a body that grows past the limit is given up, however small it arrived.
 */

import { gunzipSync, gzipSync } from "fflate";
import type { Result } from "#shared/lib/result.ts";
import { err, ok } from "#shared/lib/result.ts";
import { LIMITS } from "./wire.ts";

export type CodecFault = { readonly kind: "too-large" } | { readonly kind: "not-readable" };

export async function pack(body: unknown): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  // Small bodies: setting a stream up takes longer than packing.
  if (typeof CompressionStream === "undefined" || bytes.length < 2_000) return gzipSync(bytes, { level: 6, mtime: 0 });
  return collect(streamOf(bytes).pipeThrough(new CompressionStream("gzip")), Number.POSITIVE_INFINITY).then(
    (packed) => packed ?? gzipSync(bytes),
  );
}

export async function unpack(packed: Uint8Array): Promise<Result<unknown, CodecFault>> {
  try {
    const bytes = await unpackBytes(packed);
    if (!bytes) return err({ kind: "too-large" });
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return err({ kind: "not-readable" });
  }
}

async function unpackBytes(packed: Uint8Array): Promise<Uint8Array | null> {
  if (typeof DecompressionStream !== "undefined" && packed.length > 2_000)
    return collect(streamOf(packed).pipeThrough(new DecompressionStream("gzip")), LIMITS.unpackedBytes);
  // The gzip trailer holds the length; a lie about it only makes unpacking fail.
  const claimed = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(packed.byteLength - 4, true);
  return claimed > LIMITS.unpackedBytes ? null : gunzipSync(packed, { out: new Uint8Array(claimed) });
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(bytes));
      controller.close();
    },
  });
}

async function collect(stream: ReadableStream<Uint8Array>, limitBytes: number): Promise<Uint8Array | null> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    sizeBytes += value.length;
    if (sizeBytes > limitBytes) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const out = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
