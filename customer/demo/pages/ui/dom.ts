/** Makes elements. The whole framework of these pages. */

type Attributes = Readonly<Record<string, string | boolean | undefined>>;
type Child = Node | string | null | undefined;

/** An attribute that is `false` or `undefined` is left out, `true` is present without a value. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/** Tells the tracker a fact only the page knows of: its kind and, where it has one, a code. Setting the same again counts again. */
export function tellFact(element: HTMLElement, fact: string): void {
  element.setAttribute("data-baton-fact", fact);
}

export function onClick<E extends HTMLElement>(element: E, run: () => void): E {
  element.addEventListener("click", run);
  return element;
}

/** A line icon on a 20 grid. `path` is constant text of this program. */
export function icon(path: string, size = 20): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 20 20",
    width: String(size),
    height: String(size),
    class: "icon",
    "aria-hidden": "true",
  })) {
    svg.setAttribute(name, value);
  }
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const iconPaths = {
  back: "M12 4.5L6.500 10l5.500 5.500",
  right: "M7.500 5l5 5-5 5",
  check: "M4.500 10.500l3.500 3.500 7.500-8",
  camera: "M3 7h3l1.500-2h5L14 7h3v9H3zM10 14a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600z",
  upload: "M10 13V4M6.500 7.500L10 4l3.500 3.500M4 13v3h12v-3",
  question: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM8 8a2 2 0 1 1 2.800 1.850c-.5.25-.8.6-.8 1.150v.3M10 13.600v.1",
  car: "M3 12l1.500-4.500A2 2 0 0 1 6.400 6h7.200a2 2 0 0 1 1.900 1.500L17 12v4h-2.500v-1.500h-9V16H3zM3 12h14M6 12.800v.1M14 12.800v.1",
  paper: "M5 3h7l3 3v11H5zM12 3v3h3M7.500 10h5M7.500 13h5",
  shield: "M10 3l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V5zM7.500 10l2 2 3.500-4",
} as const;
