/** `index.html`: every picture of a run on one page, by screen, with what was found. */
import type { Shot } from "./lens.ts";

const inHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

export function contactSheet(shots: readonly Shot[]): string {
  const screens = [...new Set(shots.map(({ screen }) => screen))];
  const sections = screens.map((screen) => {
    const figures = shots
      .filter((shot) => shot.screen === screen)
      .map(({ file, theme, language, width, findings }) => {
        const notes = findings.map(({ rule, selector, detail }) => `<li>${inHtml(`${rule}: ${selector} (${detail})`)}</li>`).join("");
        return `<figure><a href="${file}"><img src="${file}" loading="lazy" alt="${screen} ${theme} ${language} ${width}"></a><figcaption>${theme} · ${language} · ${width}</figcaption>${notes === "" ? "" : `<ul>${notes}</ul>`}</figure>`;
      });
    return `<section><h2>${screen}</h2><div>${figures.join("")}</div></section>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Baton: every screen</title>
<style>
body{font:14px/1.5 system-ui,sans-serif;margin:24px;background:#f4f4f1;color:#1c1d21}
section>div{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:16px}
figure{margin:0}img{width:100%;border:1px solid #0002;border-radius:6px}ul{color:#b3261e;margin:4px 0;padding-left:18px}
</style>
<h1>Every screen</h1>
${sections.join("\n")}
</html>
`;
}
