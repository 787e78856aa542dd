/**
 * Reads the append log from outside, while it may be growing: for those who look back on history (learning limits, retraining the score).
 *
 * Owns the reading in small pieces, so that a hub goes on serving between them. Nothing is repaired here: a torn or damaged line is passed
 * over, `fact-log.ts` is who cuts or refuses it.
 */
import { open } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";

/** A few milliseconds of parsing. */
const READ_BYTES = 1 << 17;
const NEWLINE = 10;

/** Hands over whole lines from the beginning up to byte `until`, piece by piece; other work gets its turn in between. */
export async function scanLines(file: string, until: number, take: (line: string) => void): Promise<void> {
  const handle = await open(file, "r");
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (let at = 0; at < until; ) {
      const chunk = Buffer.alloc(Math.min(READ_BYTES, until - at));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      const bytes = rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let begin = 0;
      for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, begin)) {
        take(bytes.toString("utf8", begin, newline));
        begin = newline + 1;
      }
      rest = bytes.subarray(begin);
      await nextTurn();
    }
  } finally {
    await handle.close();
  }
}
