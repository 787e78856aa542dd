import { describe, expect, test } from "vitest";
import { createCssNames } from "#shared/browser/mirror/css-names.ts";
import type { CssContext } from "#shared/browser/mirror/css-values.ts";
import { safeDeclaration, safeDeclarations } from "#shared/browser/mirror/css-values.ts";
import { cssLoadsOrEscapes } from "#shared/browser/mirror/wire.ts";

const context = (place: "sheet" | "inline" = "sheet"): CssContext => ({
  property: (name) => (name === "--brand" ? "--v1" : "--v2"),
  publicText: (text) => (text === "›" || text === "*" ? text : null),
  isColour: (ident) => ident === "teal",
  place,
});

describe("names of style sheets", () => {
  test.each([
    [".row > .label", ".c1 > .c2"],
    ["#form .row.row", "#i1 .c1.c1"],
    ["p:first-child::before, a:not(.on)", "p:first-child::before, a:not(.c1)"],
    ["li:nth-child(2n + 1)", "li:nth-child(2n + 1)"],
    ["zhang-san p", "x-1 p"],
    ['[data-state="open"] b', ".c1 b"],
    [".w-1\\/2", ".c1"],
    [".a:is(.b, .c) ~ p", ".c1:is(.c2, .c3) ~ p"],
    ["& .x", "& .c1"],
  ])("[MASK-4] %j becomes %j", (selector, rewritten) => expect(createCssNames().selector(selector)).toBe(rewritten));

  test.each([
    '[value^="6222"]',
    "input[value='6222']",
    ".a:hover",
    ":lang(zhang)",
    '[title="x"]',
    '[data-x*="62"]',
    "p:not([value])",
    "::-webkit-x(",
    "a:visited",
  ])("[MASK-4] %j is left out", (selector) => expect(createCssNames().selector(selector)).toBeNull());

  test("[MASK-4] of a list, the selectors that can be rewritten stay", () =>
    expect(createCssNames().selector('.a, [value="1"], .b')).toBe(".c1, .c2"));

  test("[MASK-4] a class that no selector names has no number", () => {
    const names = createCssNames();
    names.selector(".known");
    expect(names.classToken("known")).toBe("c1");
    expect(names.classToken("customer-6222")).toBeUndefined();
    expect(names.classToken("constructor")).toBeUndefined();
  });
});

describe("declarations", () => {
  test.each([
    ["color", "rgb(1, 2, 3)", "color: rgb(1, 2, 3)"],
    ["margin", "0px auto !important", "margin: 0px auto !important"],
    ["width", "calc(100% - 12.5px)", "width: calc(100% - 12.5px)"],
    ["--brand", "#1a2b3c", "--v1: rgb(26, 43, 60)"],
    ["padding", "var(--brand, 4px) solid", "padding: var(--v1, 4px) solid"],
    ["z-index", "2147483647", "z-index: 9999"],
    ["width", "62.123456px", "width: 62.123px"],
    ["content", '"›"', 'content: "›"'],
    ["content", '"林晓明"', 'content: ""'],
    ["content", "attr(data-name)", 'content: ""'],
    ["font-family", '"林晓明", "PingFang SC", serif', 'font-family: "pingfang sc", serif'],
    ["background", "linear-gradient(90deg, rgb(0, 0, 0) 0%, teal 100%)", "background: linear-gradient(90deg, rgb(0, 0, 0) 0%, teal 100%)"],
  ])("[MASK-5] %s: %s travels as %j", (property, value, sent) => expect(safeDeclaration(property, value, context())).toBe(sent));

  test.each([
    ["background", 'url("https://x.invalid/6222.png")'],
    ["background-image", "image-set('a' 1x)"],
    ["--owner", "linxiaoming"],
    ["--owner", '"林晓明"'],
    ["--card", "62220212"],
    ["--card", "6222"],
    ["animation", "linxiaoming 1s"],
    ["grid-area", "linxiaoming"],
    ["grid-template-areas", '"lin xiao"'],
    ["counter-reset", "linxiaoming 3"],
    ["padding", "var(--brand) linxiaoming"],
    ["width", "expression(alert(1))"],
    ["color", "\\72 ed"],
    ["-moz-binding", "none"],
    ["behavior", "none"],
    ["font", "14px linxiaoming"],
  ])("[MASK-5] %s: %s does not travel", (property, value) => expect(safeDeclaration(property, value, context())).toBeNull());

  test("[MASK-6] a style attribute keeps layout alone: no custom property, no font, no content", () => {
    expect(
      safeDeclarations(
        'width: 62px; --x: 1; font-family: serif; content: "›"; color: #102030; background-image: url(x)',
        context("inline"),
      ),
    ).toBe("width: 62px; color: rgb(16, 32, 48)");
  });

  test.each(["p { background: URL (x) }", "@import 'x'", "a { b: c\\d }", "/* x */", "@font-face {}", "x { a: attr(b) }", "<style>"])(
    "[MIRROR-13] the viewer refuses CSS such as %j",
    (css) => expect(cssLoadsOrEscapes(css)).toBe(true),
  );
});
