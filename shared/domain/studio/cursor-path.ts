/**
 * Where in the data a cursor stands, read off the indentation: works in a text that does not parse, which is when help is wanted.
 *
 * Block style only; within `{ … }` and `[ … ]` on one line there is no answer. What may stand there is `schema-walk.ts`.
 */
import type { DraftPath } from "./read-draft.ts";

export type CursorPlace =
  /** A key of the mapping at `path` is being written; `present` are those that stand there already. */
  | { readonly kind: "key"; readonly path: DraftPath; readonly present: readonly string[] }
  /** The value at `path` is being written: after `key:` or, in a list, after `-`. */
  | { readonly kind: "value"; readonly path: DraftPath };

type Line = {
  /** Columns of its dashes, from 0. */
  readonly dashes: readonly number[];
  /** Column of what follows them, from 0. */
  readonly column: number;
  readonly key: string | null;
  /** Behind the colon, or all of it when there is no key. */
  readonly rest: string;
};

function readLine(text: string): Line | null {
  if (/^\s*(#|$)/.test(text)) return null;
  const dashes: number[] = [];
  let column = text.length - text.trimStart().length;
  for (let match = /^-(\s+|$)/.exec(text.slice(column)); match; match = /^-(\s+|$)/.exec(text.slice(column))) {
    dashes.push(column);
    column += match[0].length;
  }
  const content = text.slice(column);
  const key = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#{[][^:#{[]*?))\s*:(?=\s|$)/.exec(content);
  const name = key === null ? null : (key[1] ?? key[2] ?? key[3] ?? "");
  return { dashes, column, key: name, rest: key === null ? content : content.slice(key[0].length) };
}

const isInFlow = (text: string) => (text.match(/[{[]/g)?.length ?? 0) > (text.match(/[}\]]/g)?.length ?? 0);

/** Lines above, without the ones that say nothing, nearest first. */
function above(lines: readonly string[], line: number): readonly Line[] {
  const read: Line[] = [];
  for (let index = line - 1; index >= 0; index -= 1) {
    const found = readLine(lines[index] ?? "");
    if (found) read.push(found);
  }
  return read;
}

const opensBlock = (line: Line) => line.key !== null && /^\s*([#&!].*)?$/.test(line.rest);

/**
 * What leads to the mapping whose keys stand at `column` of a line with these dashes.
 *
 * @param earlier the lines above it, nearest first
 */
function pathTo(column: number, dashes: readonly number[], earlier: readonly Line[]): DraftPath {
  const path: (string | number)[] = [];
  let keysAt = column;
  let open = dashes;
  let next = 0;
  for (;;) {
    const [dash] = open;
    if (dash !== undefined) {
      for (const _nested of open.slice(1)) path.unshift(0);
      let item = 0;
      for (; next < earlier.length; next += 1) {
        const line = earlier[next];
        const first = line?.dashes[0] ?? line?.column ?? 0;
        if (first === dash && line?.dashes.length) item += 1;
        else if (first <= dash) break;
      }
      path.unshift(item);
      open = [];
      // The key of a list may stand right above its dashes.
      keysAt = dash + 1;
      continue;
    }
    const line = earlier[next];
    if (!line) return path;
    next += 1;
    if (line.column < keysAt) {
      if (!opensBlock(line) || line.key === null) return path;
      path.unshift(line.key);
      keysAt = line.column;
      open = line.dashes;
    } else if (line.column === keysAt) open = line.dashes;
  }
}

function keysBeside(column: number, lines: readonly string[], line: number): string[] {
  const keys: string[] = [];
  const look = (from: number, by: 1 | -1) => {
    for (let index = from; index >= 0 && index < lines.length; index += by) {
      const read = readLine(lines[index] ?? "");
      if (read === null) continue;
      const first = read.dashes[0] ?? read.column;
      if (by === 1 && first < column) return;
      if (read.column < column) return;
      if (read.column === column && read.key !== null) keys.push(read.key);
      if (by === -1 && first < column) return;
    }
  };
  look(line - 1, -1);
  look(line + 1, 1);
  return keys;
}

/**
 * @param line from 0
 * @param column from 0, before which the cursor stands
 */
export function cursorPlace(text: string, line: number, column: number): CursorPlace | null {
  const lines = text.split(/\r?\n/);
  const whole = lines[line] ?? "";
  const before = whole.slice(0, column);
  if (isInFlow(before) || /(^|\s)#/.test(before)) return null;
  const earlier = above(lines, line);
  const read = readLine(before) ?? { dashes: [], column, key: null, rest: "" };
  const mapping = pathTo(read.column, read.dashes, earlier);
  if (read.key !== null) return { kind: "value", path: [...mapping, read.key] };
  if (read.dashes.length > 0 && !/:(\s|$)/.test(whole)) return { kind: "value", path: mapping };
  return { kind: "key", path: mapping, present: keysBeside(read.column, lines, line) };
}

/** The place of the key or value that the word at this position belongs to, for a word that is there. */
export function pathOfWord(text: string, line: number, column: number): DraftPath | null {
  const lines = text.split(/\r?\n/);
  const whole = lines[line] ?? "";
  const read = readLine(whole);
  if (read === null || column < read.column || /(^|\s)#/.test(whole.slice(0, column))) return null;
  const mapping = pathTo(read.column, read.dashes, above(lines, line));
  return read.key === null ? mapping : [...mapping, read.key];
}
