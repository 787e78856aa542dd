/**
 * The picture in the tray: the baton, a dot for one's own presence, and the number of alerts that wait.
 *
 * Pure: returns raw pixels, so that no picture file has to be found at run time.
 */
import type { Presence } from "#shared/model/person.ts";

export type Bitmap = {
  readonly width: number;
  readonly height: number /** BGRA, premultiplied, row by row. */;
  readonly pixels: Uint8Array;
};
type Colour = readonly [red: number, green: number, blue: number];

export const ICON_SIZE = 32;
const ACCENT: Colour = [0x2f, 0x5b, 0xd8];
const WHITE: Colour = [0xff, 0xff, 0xff];
const BADGE: Colour = [0xc9, 0x30, 0x2c];
const PRESENCE: Readonly<Record<Presence, Colour>> = {
  online: [0x1f, 0x8a, 0x4c],
  busy: [0xb7, 0x6e, 0x00],
  away: [0x8a, 0x8d, 0x96],
  offline: [0x8a, 0x8d, 0x96],
};

/** Digits of 3 × 5 dots, a row in three bits. */
const DIGITS: readonly (readonly number[])[] = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 7, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 1, 2, 2],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
];
const PLUS: readonly number[] = [0, 2, 7, 2, 0];

/** @param count alerts that wait; past 9 the icon says 9+ */
export function drawTrayIcon(count: number, presence: Presence): Bitmap {
  const bitmap: Bitmap = { width: ICON_SIZE, height: ICON_SIZE, pixels: new Uint8Array(ICON_SIZE * ICON_SIZE * 4) };
  paint(bitmap, ACCENT, (x, y) => roundedSquare(x, y));
  // The baton: a stroke from lower left to upper right, cut in the middle where it changes hands.
  paint(bitmap, WHITE, (x, y) => nearBaton(x, y) && Math.abs(x - y * -1 - 31) < 4.5 && Math.abs(x - 15.5) > 1.6);
  paint(bitmap, PRESENCE[presence], (x, y) => (x - 26) ** 2 + (y - 26) ** 2 <= 5.5 ** 2);
  if (count > 0) drawBadge(bitmap, count);
  return bitmap;
}

function roundedSquare(x: number, y: number): boolean {
  const radius = 7;
  const dx = Math.max(radius - x, x - (ICON_SIZE - 1 - radius), 0);
  const dy = Math.max(radius - y, y - (ICON_SIZE - 1 - radius), 0);
  return dx ** 2 + dy ** 2 <= radius ** 2;
}

function nearBaton(x: number, y: number): boolean {
  return x >= 7 && x <= 24 && y >= 7 && y <= 24;
}

function drawBadge(bitmap: Bitmap, count: number): void {
  paint(bitmap, BADGE, (x, y) => x >= 14 && y <= 15);
  const glyphs = count > 9 ? [DIGITS[9] ?? PLUS, PLUS] : [DIGITS[count] ?? PLUS];
  const left = glyphs.length === 1 ? 20 : 16;
  for (const [index, glyph] of glyphs.entries()) {
    for (const [row, bits] of glyph.entries()) {
      for (let column = 0; column < 3; column += 1) {
        if ((bits & (4 >> column)) === 0) continue;
        const x = left + index * 8 + column * 2;
        const y = 3 + row * 2;
        paint(bitmap, WHITE, (px, py) => px >= x && px < x + 2 && py >= y && py < y + 2);
      }
    }
  }
}

function paint({ width, height, pixels }: Bitmap, [red, green, blue]: Colour, covers: (x: number, y: number) => boolean): void {
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (covers(x, y)) pixels.set([blue, green, red, 0xff], (y * width + x) * 4);
    }
  }
}
