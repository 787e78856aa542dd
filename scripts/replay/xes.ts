/**
 * XES (IEEE 1849) → records, one an event, case attributes under `case:KEY`. Reads tags as they stream by; nothing but the case under way is held.
 *
 * Owns the format. Attributes nested in attributes, extensions, globals and classifiers are passed over.
 */
import type { LogRecord } from "./delimited.ts";

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x?[0-9a-fA-F]+|[a-z]+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return Number.isNaN(code) || code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

type Tag = { readonly line: number; readonly name: string; readonly isEnd: boolean; readonly isEmpty: boolean; readonly text: string };

/** The end of a tag that begins at `from`, quoted `>` passed over; -1 when it is not all there yet. */
function tagEnd(text: string, from: number): number {
  if (text.startsWith("<!--", from)) {
    const end = text.indexOf("-->", from);
    return end < 0 ? -1 : end + 2;
  }
  let quote = "";
  for (let at = from + 1; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return at;
  }
  return -1;
}

function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

async function* tagsOf(chunks: AsyncIterable<string>): AsyncGenerator<Tag> {
  let text = "";
  let line = 1;
  for await (const chunk of chunks) {
    text += chunk;
    let done = 0;
    for (let from = text.indexOf("<"); from >= 0; from = text.indexOf("<", done)) {
      const end = tagEnd(text, from);
      if (end < 0) break;
      line += lineEnds(text, done, from);
      const match = /^<(\/?)([A-Za-z][\w:.-]*)/.exec(text.slice(from, Math.min(end, from + 80)));
      if (match) {
        yield { line, name: match[2] ?? "", isEnd: match[1] === "/", isEmpty: text[end - 1] === "/", text: text.slice(from, end) };
      }
      line += lineEnds(text, from, end + 1);
      done = end + 1;
    }
    text = text.slice(done);
  }
}

const ATTRIBUTES = new Set(["string", "date", "int", "float", "boolean", "id"]);

function attributeOf(tag: Tag): readonly [string, string] | null {
  const key = /\skey\s*=\s*("([^"]*)"|'([^']*)')/.exec(tag.text);
  const value = /\svalue\s*=\s*("([^"]*)"|'([^']*)')/.exec(tag.text);
  if (!key || !value) return null;
  return [decode(key[2] ?? key[3] ?? ""), decode(value[2] ?? value[3] ?? "")];
}

export async function* readXes(chunks: AsyncIterable<string>): AsyncGenerator<LogRecord> {
  const open: string[] = [];
  let ofCase = new Map<string, string>();
  let ofEvent = new Map<string, string>();
  let eventLine = 0;
  for await (const tag of tagsOf(chunks)) {
    if (!tag.isEnd) {
      if (tag.name === "trace") ofCase = new Map();
      if (tag.name === "event") {
        ofEvent = new Map();
        eventLine = tag.line;
      }
      const parent = open.at(-1);
      const attribute = ATTRIBUTES.has(tag.name) && (parent === "trace" || parent === "event") ? attributeOf(tag) : null;
      if (attribute && parent === "trace") ofCase.set(`case:${attribute[0]}`, attribute[1]);
      if (attribute && parent === "event") ofEvent.set(...attribute);
    }
    if (!tag.isEnd && !tag.isEmpty) open.push(tag.name);
    if (tag.isEnd) {
      if (open.at(-1) !== tag.name) yield { kind: "fault", line: tag.line, because: `</${tag.name}> closes nothing` };
      else open.pop();
    }
    if (tag.name === "event" && (tag.isEnd || tag.isEmpty)) {
      const [event, journey] = [ofEvent, ofCase];
      yield { kind: "record", line: eventLine, get: (column) => event.get(column) ?? journey.get(column) };
    }
  }
  if (open.length > 0) yield { kind: "fault", line: eventLine, because: `the file ends inside <${open.at(-1)}>` };
}
