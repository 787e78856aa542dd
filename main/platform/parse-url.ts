/** `URL.canParse` and `URL.parse` are younger than the oldest Electron this runs on (Node 18.15). */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
