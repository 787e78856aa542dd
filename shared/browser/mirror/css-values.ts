/**
 * Which declarations of a page's CSS may travel, and in which form. Says no to whatever could carry text, load something or
 * hold a long number; what is left is colours, sizes and keywords.
 *
 * Pure, on text as a browser serialises it (`cssText`). Names are `css-names.ts`, walking the sheets is `sheets.ts`.
 */
import { splitTop } from "./css-names.ts";

export type CssContext = {
  /** `--name` → its number. */
  property(name: string): string;
  /** A string of `content:` that is public, else `null`. */
  publicText(text: string): string | null;
  /** True for an identifier that CSS itself defines as a colour. */
  isColour(ident: string): boolean;
  /** `inline` (a style attribute) takes a short list of layout properties only; a page writes values there. */
  readonly place: "sheet" | "inline";
};

const FUNCTIONS = new Set(
  (
    "var calc min max clamp env rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark linear-gradient radial-gradient conic-gradient " +
    "repeating-linear-gradient repeating-radial-gradient repeating-conic-gradient translate translatex translatey translatez translate3d scale scalex " +
    "scaley scale3d rotate rotatex rotatey rotatez skew skewx skewy matrix matrix3d perspective blur brightness contrast drop-shadow grayscale opacity " +
    "saturate sepia hue-rotate invert minmax repeat fit-content inset circle ellipse polygon rect xywh"
  ).split(" "),
);
/** Words that may stand in a custom property or next to a `var()`, where CSS does not vouch for them. */
const KEYWORDS = new Set(
  (
    "none auto inherit initial unset revert normal bold bolder lighter italic solid dashed dotted double hidden visible transparent currentcolor center left " +
    "right top bottom start end flex-start flex-end space-between space-around space-evenly stretch baseline block inline inline-block flex grid inline-flex " +
    "inline-grid contents row column wrap nowrap row-reverse column-reverse wrap-reverse absolute relative fixed sticky static border-box content-box " +
    "padding-box cover contain repeat no-repeat repeat-x repeat-y scroll clip ellipsis break-word break-all keep-all pre pre-wrap pre-line to at from in srgb " +
    "sans-serif serif monospace system-ui thin medium thick small large infinity inset min-content max-content fit-content underline uppercase lowercase " +
    "capitalize dense span ease linear ease-in ease-out ease-in-out all safe-area-inset-top safe-area-inset-bottom safe-area-inset-left safe-area-inset-right"
  ).split(" "),
);
const UNITS =
  /^(?:px|em|rem|ex|ch|lh|rlh|vw|vh|vmin|vmax|svh|dvh|lvh|svw|dvw|lvw|vi|vb|cqw|cqh|cqi|cqb|cm|mm|in|pt|pc|deg|grad|rad|turn|s|ms|fr|dpi|dpcm|dppx|x|%)?$/;
/** Properties that hold names, strings or addresses of the page's own, or that a mirror has no use for. */
const LEFT_OUT =
  /^(?:-moz-|-ms-|animation|transition|will-change|cursor|counter-|container|view-transition|view-timeline|scroll-timeline|timeline-|anchor-|position-anchor|position-try|quotes|src|speak|behavior|user-select|-webkit-user-|pointer-events|font-feature-settings|font-variation-settings|font-palette|page|string-set|hyphenate-character|grid-template-areas|grid-template$|grid$|offset-|d$|mask-border|-webkit-mask-box|-webkit-box-reflect|appearance|-webkit-appearance|unicode-range|syntax|text-emphasis|scroll-behavior|overlay|interpolate-size)/;
/** Properties in which CSS takes any identifier: there only known words pass. */
const FREE_NAMES = /^(?:grid-|list-style|font-synthesis)/;
const INLINE =
  /^(?:display|position|top|right|bottom|left|inset|z-index|float|clear|flex|flex-.*|order|gap|row-gap|column-gap|justify-.*|align-.*|place-.*|width|height|min-width|max-width|min-height|max-height|margin|margin-.*|padding|padding-.*|overflow|overflow-[xy]|visibility|opacity|color|background|background-color|border|border-.*|border-radius|box-sizing|text-align|font-size|font-weight|line-height|white-space|vertical-align|transform|translate|rotate|scale)$/;
const FONTS = new Set(
  (
    "system-ui,-apple-system,blinkmacsystemfont,sans-serif,serif,monospace,ui-sans-serif,ui-monospace,pingfang sc,pingfang tc,hiragino sans gb,microsoft yahei," +
    "microsoft yahei ui,simsun,simhei,noto sans sc,noto sans cjk sc,noto serif sc,source han sans sc,source han sans cn,wenquanyi micro hei,helvetica neue," +
    "helvetica,arial,segoe ui,roboto,ubuntu,inter,sf pro text,sf pro display,sf mono,menlo,consolas,courier new,times new roman,georgia,din alternate"
  ).split(","),
);
/** Largest number without a unit in text CSS does not vouch for. */
const LARGEST_BARE = 999;

/** One declaration rewritten, e.g. `--v1: 12px !important`, or `null` when it may not travel. */
export function safeDeclaration(property: string, value: string, context: CssContext): string | null {
  const important = /\s*!important$/i.test(value);
  const plain = value.replace(/\s*!important$/i, "").trim();
  const name = property.trim().toLowerCase();
  const end = important ? " !important" : "";
  if (context.place === "inline") {
    if (!INLINE.test(name)) return null;
    const safe = safeValue(plain, plain.includes("var("), context);
    return safe === null ? null : `${name}: ${safe}${end}`;
  }
  if (name.startsWith("--")) {
    const safe = safeValue(plain, true, context);
    return safe === null ? null : `${context.property(property.trim())}: ${safe}${end}`;
  }
  if (!/^[a-z-]{2,40}$/.test(name) || LEFT_OUT.test(name)) return null;
  if (name === "content") return `content: ${safeContent(plain, context)}${end}`;
  if (name === "font-family") return `font-family: ${safeFonts(plain)}${end}`;
  if (name === "font") return null;
  const safe = safeValue(plain, plain.includes("var(") || FREE_NAMES.test(name), context);
  return safe === null ? null : `${name}: ${safe}${end}`;
}

/** Every declaration of a serialised block that may travel, joined. */
export function safeDeclarations(cssText: string, context: CssContext): string {
  const kept: string[] = [];
  for (const declaration of splitTop(cssText, ";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const safe = safeDeclaration(declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim(), context);
    if (safe !== null) kept.push(safe);
  }
  return kept.join("; ");
}

/**
 * @param free the text is not vouched for by CSS (custom property, or beside a `var()`): words must be known ones, numbers small.
 * @returns the value with colours in decimal and numbers cut to four digits and three decimals, or `null`.
 */
export function safeValue(value: string, free: boolean, context: Pick<CssContext, "property" | "isColour">): string | null {
  const token =
    /\s+|(#[0-9a-fA-F]{3,8})\b|([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([a-zA-Z%]*)|(--[-_a-zA-Z0-9\u0080-\uffff]+)|([-a-zA-Z][-a-zA-Z0-9]*)(\()?|[,/()*+-]|([\s\S])/y;
  let out = "";
  let at = 0;
  while (at < value.length) {
    token.lastIndex = at;
    const found = token.exec(value);
    if (!found) return null;
    at = token.lastIndex;
    const [all, hex, numeral, unit, custom, word, opens, other] = found;
    if (other !== undefined) return null;
    if (hex !== undefined) {
      const colour = decimalColour(hex);
      if (colour === null) return null;
      out += colour;
    } else if (numeral !== undefined) {
      const amount = Number(numeral);
      if (!Number.isFinite(amount) || !UNITS.test(unit ?? "")) return null;
      if (free && Math.abs(amount) > LARGEST_BARE && unit === "") return null;
      const cut = Math.max(-9_999, Math.min(9_999, Math.round(amount * 1_000) / 1_000));
      out += `${/^\+/.test(numeral) ? "+" : ""}${cut}${unit ?? ""}`;
    } else if (custom !== undefined) {
      out += context.property(custom);
    } else if (word !== undefined) {
      const lower = word.toLowerCase();
      if (opens !== undefined) {
        if (!FUNCTIONS.has(lower.replace(/^-webkit-/, ""))) return null;
      } else if (!(free ? KEYWORDS.has(lower) || context.isColour(lower) : /^[a-z-]{1,32}$/.test(lower))) return null;
      out += all;
    } else out += /^\s/.test(all) ? " " : all;
  }
  return out.trim() === "" ? null : out;
}

function safeContent(value: string, context: CssContext): string {
  if (value === "none" || value === "normal") return value;
  const text = /^"((?:[^"\\])*)"$/.exec(value)?.[1];
  const shown = text === undefined || text.trim() === "" ? null : context.publicText(text);
  return shown === null || /["\\<]/.test(shown) ? '""' : `"${shown}"`;
}

function safeFonts(value: string): string {
  const kept = splitTop(value, ",")
    .map((font) =>
      font
        .trim()
        .replace(/^["']|["']$/g, "")
        .toLowerCase(),
    )
    .filter((font) => FONTS.has(font))
    .map((font) => (/ /.test(font) ? `"${font}"` : font));
  return kept.length === 0 ? "sans-serif" : kept.join(", ");
}

/** `#1a2b3c` → `rgb(26, 43, 60)`: digits of a value must not survive in one piece. */
function decimalColour(hex: string): string | null {
  const digits = hex.slice(1);
  const wide = digits.length <= 4 ? [...digits].map((digit) => digit + digit) : (digits.match(/../g) ?? []);
  if (wide.length < 3 || wide.length > 4 || digits.length === 5 || digits.length === 7) return null;
  const [r, g, b, a] = wide.map((pair) => Number.parseInt(pair, 16));
  return a === undefined ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${Math.round((a / 255) * 100) / 100})`;
}
