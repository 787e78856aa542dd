/**
 * Names of a page's style sheets, replaced by numbers: `.customer-6222` becomes `.c1`, `#zhang` `i1`, `<zhang-san>` `x-1`.
 *
 * A name travels only as its number, and only if a selector of the page uses it, so neither class nor id nor tag nor an
 * attribute's value can carry anything. `[data-state="open"]` becomes a class of its own, given to elements that match.
 * Pure; one instance per page load.
 */
import { TAGS } from "./wire.ts";

/** An attribute test of some selector, mirrored as the class `token`. `value: null` tests presence. */
export type Probe = { readonly name: string; readonly value: string | null; readonly token: string };

export type CssNames = {
  /** Rewrites a selector list; selectors that cannot be rewritten are left out. `null` when none is left. */
  selector(text: string): string | null;
  /** `--name` → `--v1`. */
  property(name: string): string;
  layer(name: string): string;
  classToken(name: string): string | undefined;
  idToken(name: string): string | undefined;
  /** Stand-in for an element's tag that is not of `TAGS`, whether or not a selector names it. */
  unknownTag(name: string): string;
  readonly probes: readonly Probe[];
  /** Grows when a selector brought a new class, id or test: attributes must be looked at again. */
  readonly version: number;
};

/** Elements a selector may name though the mirror shows them in another form. */
const OTHER_TAGS = new Set(
  (
    "img picture svg path g circle rect line polyline polygon ellipse canvas video audio iframe object embed input select option optgroup " +
    "textarea progress meter head link style script title meta"
  ).split(" "),
);
/** Attributes whose text may be the customer's; a selector that tests them is left out. */
const UNTESTED = new Set([
  "value",
  "title",
  "alt",
  "href",
  "src",
  "srcset",
  "placeholder",
  "content",
  "checked",
  "selected",
  "style",
  "class",
  "id",
]);
const PLAIN_PSEUDO = new Set(
  (
    "root host first-child last-child only-child first-of-type last-of-type only-of-type empty disabled enabled defined open modal popover-open " +
    "before after first-line first-letter marker backdrop"
  ).split(" "),
);
const LIST_PSEUDO = new Set(["not", "is", "where", "has", "host", "slotted", "-webkit-any", "matches"]);
const NTH_PSEUDO = new Set(["nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"]);
const MAX_PROBES = 120;
const MAX_NAMES = 20_000;
const MAX_TAGS = 2_000;

class Unsafe extends Error {}

export function createCssNames(): CssNames {
  const classes = new Map<string, string>();
  const ids = new Map<string, string>();
  const tags = new Map<string, string>();
  const properties = new Map<string, string>();
  const layers = new Map<string, string>();
  const probes: Probe[] = [];
  const probeTokens = new Map<string, string>();
  let nextClass = 1;
  let version = 0;

  const number = (map: Map<string, string>, name: string, prefix: string) => {
    const known = map.get(name);
    if (known !== undefined) return known;
    if (map.size >= MAX_NAMES) throw new Unsafe();
    const token = `${prefix}${map.size + 1}`;
    map.set(name, token);
    if (map === ids) version++;
    return token;
  };
  const classNumber = (name: string) => {
    const known = classes.get(name);
    if (known !== undefined) return known;
    if (nextClass > MAX_NAMES) throw new Unsafe();
    const token = `c${nextClass++}`;
    classes.set(name, token);
    version++;
    return token;
  };
  const tag = (name: string) => {
    const lower = name.toLowerCase();
    return TAGS.has(lower) || OTHER_TAGS.has(lower) ? lower : number(tags, lower, "x-");
  };
  const probe = (name: string, value: string | null) => {
    const key = value === null ? name : `${name}=${value}`;
    const known = probeTokens.get(key);
    if (known !== undefined) return known;
    if (probes.length >= MAX_PROBES || UNTESTED.has(name)) throw new Unsafe();
    const token = `c${nextClass++}`;
    probeTokens.set(key, token);
    probes.push({ name, value, token });
    version++;
    return token;
  };

  function rewrite(text: string): string {
    let at = 0;
    let out = "";
    const ident = () => {
      const taken = /^(?:[-_a-zA-Z0-9\u0080-\uffff]|\\[0-9a-fA-F]{1,6}\s?|\\[^\n])+/.exec(text.slice(at));
      if (!taken) throw new Unsafe();
      at += taken[0].length;
      return unescapeIdent(taken[0]);
    };
    const until = (open: string, close: string) => {
      let depth = 0;
      let quote = "";
      const from = at;
      for (; at < text.length; at++) {
        const sign = text.charAt(at);
        if (sign === "\\") at++;
        else if (quote !== "") {
          if (sign === quote) quote = "";
        } else if (sign === '"' || sign === "'") quote = sign;
        else if (sign === open) depth++;
        else if (sign === close && --depth === 0) {
          at++;
          return text.slice(from + 1, at - 1);
        }
      }
      throw new Unsafe();
    };
    while (at < text.length) {
      const sign = text.charAt(at);
      if (/[\s>+~*&]/.test(sign)) {
        out += sign;
        at++;
      } else if (sign === ".") {
        at++;
        out += `.${classNumber(ident())}`;
      } else if (sign === "#") {
        at++;
        out += `#${number(ids, ident(), "i")}`;
      } else if (sign === "[") {
        const test = /^\s*([-_a-zA-Z0-9]+)\s*(?:=\s*(?:"([^"\\]*)"|'([^'\\]*)'|([-_a-zA-Z0-9]+))\s*)?$/.exec(until("[", "]"));
        if (!test?.[1]) throw new Unsafe();
        out += `.${probe(test[1].toLowerCase(), test[2] ?? test[3] ?? test[4] ?? null)}`;
      } else if (sign === ":") {
        const colons = text.charAt(at + 1) === ":" ? "::" : ":";
        at += colons.length;
        const name = ident().toLowerCase();
        if (text.charAt(at) !== "(") {
          if (!PLAIN_PSEUDO.has(name)) throw new Unsafe();
          out += `${colons}${name}`;
        } else {
          const inner = until("(", ")");
          if (NTH_PSEUDO.has(name) && /^\s*(?:odd|even|[-+\dn\s]{1,20})\s*$/.test(inner)) out += `${colons}${name}(${inner})`;
          else if (LIST_PSEUDO.has(name)) out += `${colons}${name}(${list(inner, true).join(", ")})`;
          else throw new Unsafe();
        }
      } else {
        out += tag(ident());
      }
    }
    return out.trim();
  }

  /** `whole`: one selector that cannot be rewritten spoils the list (inside `:not()` leaving one out would widen it). */
  function list(text: string, whole: boolean): string[] {
    const out: string[] = [];
    for (const part of splitTop(text, ",")) {
      try {
        out.push(rewrite(part.trim()));
      } catch (fault) {
        if (!(fault instanceof Unsafe) || whole) throw fault;
      }
    }
    return out.filter((part) => part !== "");
  }

  return {
    selector(text) {
      const kept = list(text, false);
      return kept.length === 0 ? null : kept.join(", ");
    },
    property: (name) => number(properties, name, "--v"),
    layer: (name) =>
      name
        .split(".")
        .map((part) => number(layers, part, "l"))
        .join("."),
    classToken: (name) => classes.get(name),
    idToken: (name) => ids.get(name),
    unknownTag: (name) => (tags.has(name) || tags.size < MAX_TAGS ? number(tags, name, "x-") : "span"),
    probes,
    get version() {
      return version;
    },
  };
}

/** Splits at `separator` outside quotes, parentheses and brackets. */
export function splitTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\\") at++;
    else if (quote !== "") {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "(" || sign === "[") depth++;
    else if (sign === ")" || sign === "]") depth--;
    else if (sign === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function unescapeIdent(text: string): string {
  return text.replace(/\\(?:([0-9a-fA-F]{1,6})\s?|([^\n]))/g, (_all, hex: string | undefined, sign: string | undefined) =>
    hex === undefined ? (sign ?? "") : String.fromCodePoint(Math.min(Number.parseInt(hex, 16) || 0xfffd, 0x10ffff)),
  );
}
