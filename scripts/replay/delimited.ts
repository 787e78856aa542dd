/**
 * Comma- or tab-separated text → records, one at a time (RFC 4180: quotes double inside quotes, a quoted field may hold line ends).
 *
 * Owns the format. A record with another number of fields than the header is handed on as a fault with its line.
 */

/** One row of a log, whatever its format: `get` answers with the text of a column, `undefined` where the row has none. */
export type LogRecord =
  | { readonly kind: "record"; readonly line: number; readonly get: (column: string) => string | undefined }
  | { readonly kind: "fault"; readonly line: number; readonly because: string };

type Fields = { readonly line: number; readonly fields: readonly string[]; readonly isOpen: boolean };

function splitQuoted(text: string, delimiter: string): { fields: string[]; isOpen: boolean } {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && field === "") quoted = true;
    else if (letter === delimiter) {
      fields.push(field);
      field = "";
    } else field += letter;
  }
  fields.push(field);
  return { fields, isOpen: quoted };
}

/** Lines a quoted field may run over before it is taken for a stray quote. */
const LONGEST_FIELD_LINES = 50;

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

async function* rowsOf(chunks: AsyncIterable<string>, delimiter: string): AsyncGenerator<Fields> {
  let line = 0;
  let held = "";
  let heldFrom = 0;
  for await (const raw of linesOf(chunks)) {
    line += 1;
    const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (held === "" && !text.includes('"')) {
      if (text !== "") yield { line, fields: text.split(delimiter), isOpen: false };
      continue;
    }
    if (held === "") heldFrom = line;
    held = held === "" ? text : `${held}\n${text}`;
    const { fields, isOpen } = splitQuoted(held, delimiter);
    if (isOpen && line - heldFrom < LONGEST_FIELD_LINES) continue;
    yield { line: heldFrom, fields, isOpen };
    held = "";
  }
  if (held !== "") yield { line: heldFrom, fields: [], isOpen: true };
}

/** The first line is the header. Empty lines are nothing. */
export async function* readDelimited(chunks: AsyncIterable<string>, delimiter: string): AsyncGenerator<LogRecord> {
  let columns: Map<string, number> | null = null;
  for await (const { line, fields, isOpen } of rowsOf(chunks, delimiter)) {
    if (columns === null) {
      columns = new Map(fields.map((name, index) => [index === 0 ? name.replace(/^\uFEFF/, "") : name, index]));
      continue;
    }
    if (isOpen) yield { kind: "fault", line, because: "a quote is never closed" };
    else if (fields.length !== columns.size) {
      yield { kind: "fault", line, because: `${fields.length} fields where the header has ${columns.size}` };
    } else {
      const known = columns;
      yield {
        kind: "record",
        line,
        get: (column) => {
          const index = known.get(column);
          return index === undefined ? undefined : fields[index];
        },
      };
    }
  }
}
