/**
 * Keeps what we show at the edges of the window clear of the bank's own bars: nobody should have to end the help to press 下一步, or lose the
 * name of the step.
 *
 * Finds the bars by looking at what is fixed, stuck or a header at the edge; a bank may also set `--baton-pill-bottom` and `--baton-strip-top`.
 */

const LOOK_MS = 500;
const GAP_PX = 12;
/** A "bar" higher than this share of the window is a page or a dialog of the bank. */
const HIGHEST_BAR01 = 0.4;

/** A title below a brand below a status bar: not more than this many bars lie on each other. */
const MOST_BARS = 3;

/** Lower end of the page's bars at the upper edge, in pixels; 0 when there is none. */
function headerBottom(): number {
  let bottom = 0;
  for (let bars = 0; bars < MOST_BARS; bars++) {
    const before = bottom;
    for (let element = bankElementAt(innerWidth / 2, before + 4); element !== null; element = element.parentElement) {
      const { position } = getComputedStyle(element);
      const isBar = position === "fixed" || position === "sticky" || element.matches("header,[role=banner],[role=progressbar],progress");
      const rect = element.getBoundingClientRect();
      if (isBar && rect.top <= before + 1 && rect.height <= innerHeight * HIGHEST_BAR01) bottom = Math.max(bottom, rect.bottom);
    }
    if (bottom === before) break;
  }
  return bottom;
}

/** Height of the page's bar at the lower edge, in pixels; 0 when there is none. */
function barHeight(): number {
  let top = innerHeight;
  for (const x of [innerWidth * 0.25, innerWidth * 0.5, innerWidth * 0.75]) {
    for (let element = bankElementAt(x, innerHeight - 4); element !== null; element = element.parentElement) {
      const { position } = getComputedStyle(element);
      if (position !== "fixed" && position !== "sticky") continue;
      const rect = element.getBoundingClientRect();
      if (rect.bottom >= innerHeight - 2 && rect.height <= innerHeight * HIGHEST_BAR01) top = Math.min(top, rect.top);
    }
  }
  return innerHeight - top;
}

function bankElementAt(x: number, y: number): Element | null {
  return document.elementsFromPoint(x, y).find((element) => !element.hasAttribute("data-baton-ui")) ?? null;
}

/** Keeps `box`'s two properties up to date until the returned function is called. */
export function keepClearOfBars(box: HTMLElement): () => void {
  const last = new Map<string, number>();
  const set = (property: string, px: number) => {
    if (last.get(property) === px) return;
    last.set(property, px);
    if (px > 0) box.style.setProperty(property, `${Math.round(px + GAP_PX)}px`);
    else box.style.removeProperty(property);
  };
  const look = () => {
    set("--baton-pill-bottom", barHeight());
    set("--baton-strip-top", headerBottom());
  };
  const looking = setInterval(look, LOOK_MS);
  addEventListener("resize", look);
  addEventListener("scroll", look, { capture: true, passive: true });
  look();
  return () => {
    clearInterval(looking);
    removeEventListener("resize", look);
    removeEventListener("scroll", look, { capture: true });
  };
}
