/**
 * The page's style sheets, rebuilt rule by rule from safe parts.
 *
 * Reads the CSSOM of a document or a shadow root; what may travel is decided by `css-names.ts` and `css-values.ts`.
 * Left out: sheets of another origin (unreadable), fonts, animations, whatever cannot be rewritten.
 */
import type { CssNames } from "./css-names.ts";
import type { CssContext } from "./css-values.ts";
import { safeDeclarations } from "./css-values.ts";
import type { WireSheet } from "./wire.ts";
import { LIMITS } from "./wire.ts";

export type SheetReader = {
  /** Sheets of the root in cascade order; ids stay with the sheet object. */
  read(root: Document | ShadowRoot): readonly WireSheet[];
};

export function createSheetReader(names: CssNames, publicText: (text: string) => string | null): SheetReader {
  const ids = new WeakMap<CSSStyleSheet, number>();
  let lastId = 0;
  const context: CssContext = {
    property: (name) => names.property(name),
    publicText,
    isColour: (ident) => CSS.supports("color", ident),
    place: "sheet",
  };
  const idOf = (sheet: CSSStyleSheet) => {
    const known = ids.get(sheet);
    if (known !== undefined) return known;
    ids.set(sheet, ++lastId);
    return lastId;
  };

  function rules(list: CSSRuleList, depth: number): string {
    if (depth > 8) return "";
    let out = "";
    for (const rule of list) out += ruleText(rule, depth);
    return out;
  }

  function ruleText(rule: CSSRule, depth: number): string {
    if (rule instanceof CSSStyleRule) {
      const selector = names.selector(rule.selectorText);
      if (selector === null) return "";
      const own = declarations(rule.style);
      const nested = rule.cssRules?.length ? rules(rule.cssRules, depth + 1) : "";
      return own === "" && nested === "" ? "" : `${selector} { ${own}${own !== "" && nested !== "" ? "; " : ""}${nested} }\n`;
    }
    if (rule instanceof CSSMediaRule) {
      const condition = mediaCondition(rule.media.mediaText);
      if (condition === false) return "";
      const inner = rules(rule.cssRules, depth + 1);
      return condition === true || inner === "" ? inner : `@media ${condition} { ${inner} }\n`;
    }
    if (rule instanceof CSSSupportsRule) return CSS.supports(rule.conditionText) ? rules(rule.cssRules, depth + 1) : "";
    if (rule instanceof CSSImportRule) {
      const imported = rule.styleSheet;
      const condition = mediaCondition(rule.media.mediaText);
      if (!imported || condition === false) return "";
      const inner = readable(imported, depth + 1);
      return condition === true || inner === "" ? inner : `@media ${condition} { ${inner} }\n`;
    }
    const kind = rule.constructor.name;
    if (kind === "CSSLayerBlockRule") {
      const { name, cssRules } = rule as CSSRule & { name: string; cssRules: CSSRuleList };
      return `@layer ${name === "" ? "" : names.layer(name)} { ${rules(cssRules, depth + 1)} }\n`;
    }
    if (kind === "CSSLayerStatementRule") {
      const { nameList } = rule as CSSRule & { nameList: readonly string[] };
      return `@layer ${nameList.map((name) => names.layer(name)).join(", ")};\n`;
    }
    if (kind === "CSSNestedDeclarations") {
      const { style } = rule as CSSRule & { style: CSSStyleDeclaration };
      return `${declarations(style)};`;
    }
    return "";
  }

  function declarations(style: CSSStyleDeclaration): string {
    let out = safeDeclarations(style.cssText, context);
    // The `font` shorthand mixes sizes with free names: its parts are read one by one.
    if (/(?:^|;)\s*font:/.test(style.cssText) && style.fontSize !== "") {
      const parts = ["font-style", "font-weight", "font-size", "line-height", "font-family"]
        .map((name) => `${name}: ${style.getPropertyValue(name)}`)
        .join("; ");
      out = [safeDeclarations(parts, context), out].filter((text) => text !== "").join("; ");
    }
    return out;
  }

  function readable(sheet: CSSStyleSheet, depth: number): string {
    try {
      return rules(sheet.cssRules, depth);
    } catch {
      // A sheet of another origin does not let itself be read: the mirror does without it.
      return "";
    }
  }

  return {
    read(root) {
      const out: WireSheet[] = [];
      const sheets = [...root.styleSheets, ...(root.adoptedStyleSheets ?? [])];
      for (const sheet of sheets.slice(0, LIMITS.sheets)) {
        if (sheet.disabled) continue;
        const condition = mediaCondition(sheet.media.mediaText);
        if (condition === false) continue;
        const inner = readable(sheet, 0);
        if (inner === "" || inner.length > LIMITS.sheetChars - 200) continue;
        out.push({ i: idOf(sheet), css: condition === true ? inner : `@media ${condition} { ${inner} }` });
      }
      return out;
    },
  };
}

/**
 * Conditions on the size of the page travel; conditions on the customer's device (dark mode, motion, pointer) are answered here.
 *
 * @returns the condition, or its answer.
 */
function mediaCondition(text: string): string | boolean {
  const condition = text.trim().toLowerCase();
  if (condition === "" || condition === "all" || condition === "screen") return true;
  const words = condition.match(/[a-z-]+/g) ?? [];
  const bySize = words.every((word) =>
    /^(?:only|screen|all|and|or|not|px|em|rem|(?:min-|max-)?(?:width|height|aspect-ratio)|orientation|portrait|landscape)$/.test(word),
  );
  const numbersAreShort = !/\d{5}/.test(condition);
  if (bySize && numbersAreShort && /^[a-z0-9\s():.,<>=/-]+$/.test(condition) && !condition.includes("<")) return condition;
  return matchMedia(condition).matches;
}
