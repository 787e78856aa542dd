/**
 * Where the window opens: where it was, as long as that is still on a screen.
 *
 * Pure; reading screens and moving windows is `desk-window.ts`. All lengths in device-independent pixels.
 */
import type { Settings } from "#shared/contract/ipc.ts";

export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type WindowPlace = Settings["window"];

/** Smallest useful window (TOKENS.md: usable at 1280 with 200 % zoom, folding below 1360). */
export const MIN_WIDTH = 960;
export const MIN_HEIGHT = 640;
/** As much of the title bar as a person needs to take hold of the window. */
const GRIP = 120;

/**
 * @param screens work areas, without docks and task bars
 * @returns size within the nearest screen; a position only when enough of the title bar would be visible, else the system centres
 */
export function placeOnScreens(
  place: WindowPlace,
  screens: readonly Rectangle[],
): { width: number; height: number; x?: number; y?: number } {
  const { x, y } = place;
  const home = x === null || y === null ? undefined : screens.find((screen) => showsTitleBar({ ...place, x, y }, screen));
  const area = home ?? screens[0];
  const size = {
    width: Math.max(MIN_WIDTH, Math.min(place.width, area?.width ?? place.width)),
    height: Math.max(MIN_HEIGHT, Math.min(place.height, area?.height ?? place.height)),
  };
  return home === undefined || x === null || y === null ? size : { ...size, x, y };
}

function showsTitleBar(window: Rectangle, screen: Rectangle): boolean {
  const visibleWidth = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return visibleWidth >= GRIP && window.y >= screen.y && window.y <= screen.y + screen.height - GRIP;
}
