/**
 * The two archive formats that fetching an Electron runtime needs: reading tar, writing the simplest asar.
 * Owns bytes only; which files are wanted is decided by `electron-runtime.mjs`.
 */

const BLOCK_BYTES = 512;

/** @typedef {{ name: string, isFile: boolean, mode: number, data: Buffer }} TarEntry */

/**
 * Entries of an uncompressed tar, with ustar prefixes, GNU long names and pax paths resolved.
 *
 * @param {Buffer} tar
 * @returns {Generator<TarEntry>} `data` is a view into `tar`, not a copy
 */
export function* tarEntries(tar) {
  let longName = null;
  let at = 0;
  while (at + BLOCK_BYTES <= tar.length) {
    const header = tar.subarray(at, at + BLOCK_BYTES);
    at += BLOCK_BYTES;
    if (header[0] === 0) continue;
    const size = octal(header, 124, 12);
    const data = tar.subarray(at, at + size);
    at += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "L") longName = text(data, 0, data.length);
    else if (type === "x") longName = /(?:^|\n)\d+ path=(.*)\n/.exec(data.toString("utf8"))?.[1] ?? null;
    else if (type !== "g") {
      const prefix = text(header, 345, 155);
      const name = longName ?? (prefix ? `${prefix}/` : "") + text(header, 0, 100);
      longName = null;
      yield { name, isFile: type === "0" || type === "\0", mode: octal(header, 100, 8) & 0o777, data };
    }
  }
}

/**
 * An asar without unpacked files and without integrity blocks: a pickled JSON header, then the bodies.
 *
 * @param {Readonly<Record<string, Buffer>>} files flat, by name
 */
export function packAsar(files) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const entries = {};
  let offset = 0;
  for (const [name, body] of Object.entries(files)) {
    entries[name] = { size: body.length, offset: String(offset) };
    offset += body.length;
  }
  const json = Buffer.from(JSON.stringify({ files: entries }));
  const paddedBytes = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + paddedBytes);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(paddedBytes + 8, 4);
  head.writeUInt32LE(paddedBytes + 4, 8);
  head.writeUInt32LE(json.length, 12);
  json.copy(head, 16);
  return Buffer.concat([head, ...Object.values(files)]);
}

/**
 * @param {Buffer} buffer
 * @param {number} at
 * @param {number} length
 */
function text(buffer, at, length) {
  const field = buffer.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? field.length : end).toString("utf8");
}

/**
 * @param {Buffer} buffer
 * @param {number} at
 * @param {number} length
 */
function octal(buffer, at, length) {
  return Number.parseInt(text(buffer, at, length).trim(), 8) || 0;
}
