/**
 * Keeps what we show at the bottom of the window above the bank's own bottom bar: nobody should have to end the help to press 下一步.
 *
 * Finds the bar by looking at what is fixed or stuck at the lower edge; a bank may also set `--baton-pill-bottom` itself.
 */

const LOOK_MS = 500;
const GAP_PX = 12;
/** A "bar" higher than this share of the window is a page or a dialog of the bank. */
const HIGHEST_BAR01 = 0.4;

/** Height of the page's bar at the lower edge, in pixels; 0 when there is none. */
function barHeight(): number {
  let top = innerHeight;
  for (const x of [innerWidth * 0.25, innerWidth * 0.5, innerWidth * 0.75]) {
    for (let element = bankElementAt(x); element !== null; element = element.parentElement) {
      const { position } = getComputedStyle(element);
      if (position !== "fixed" && position !== "sticky") continue;
      const rect = element.getBoundingClientRect();
      if (rect.bottom >= innerHeight - 2 && rect.height <= innerHeight * HIGHEST_BAR01) top = Math.min(top, rect.top);
    }
  }
  return innerHeight - top;
}

function bankElementAt(x: number): Element | null {
  return document.elementsFromPoint(x, innerHeight - 4).find((element) => !element.hasAttribute("data-baton-ui")) ?? null;
}

/** Keeps `box`'s `--baton-pill-bottom` up to date until the returned function is called. */
export function keepAboveBars(box: HTMLElement): () => void {
  let last = 0;
  const look = () => {
    const height = barHeight();
    if (height === last) return;
    last = height;
    if (height > 0) box.style.setProperty("--baton-pill-bottom", `${Math.round(height + GAP_PX)}px`);
    else box.style.removeProperty("--baton-pill-bottom");
  };
  const looking = setInterval(look, LOOK_MS);
  addEventListener("resize", look);
  addEventListener("scroll", look, { capture: true, passive: true });
  look();
  return () => {
    clearInterval(looking);
    removeEventListener("resize", look);
    removeEventListener("scroll", look, { capture: true });
    box.style.removeProperty("--baton-pill-bottom");
  };
}
