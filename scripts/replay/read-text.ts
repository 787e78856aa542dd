/**
 * A file as text, chunk by chunk, unpacked when it is gzip (told by its first bytes, not by its name).
 *
 * Owns bytes and unpacking. A gzip that ends early gives what it holds and says so; what the text means belongs to the formats.
 */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export type TextSource = {
  readonly sizeBytes: number;
  /** Bytes of the file read so far. */
  readonly readBytes: () => number;
  readonly chunks: AsyncIterable<string>;
  /** Why the text ended early, `null` when it did not. Known once the chunks are through. */
  readonly endedEarly: () => string | null;
};

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** Rejects when the file cannot be opened. */
export async function readText(file: string): Promise<TextSource> {
  const [{ size }, packed] = [await stat(file), await isGzip(file)];
  let readBytes = 0;
  let endedEarly: string | null = null;
  async function* counted() {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
      readBytes += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  }
  async function* chunks() {
    const bytes = Readable.from(counted());
    const plain = packed ? bytes.pipe(createGunzip()) : bytes;
    if (packed) bytes.on("error", (fault) => plain.destroy(fault));
    const decoder = new TextDecoder();
    try {
      for await (const chunk of plain) yield decoder.decode(chunk as Buffer, { stream: true });
      yield decoder.decode();
    } catch (fault) {
      const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
      if (!packed || !code.startsWith("Z_")) throw fault;
      endedEarly = fault instanceof Error ? fault.message : String(fault);
    } finally {
      bytes.destroy();
    }
  }
  return { sizeBytes: size, readBytes: () => readBytes, chunks: chunks(), endedEarly: () => endedEarly };
}
