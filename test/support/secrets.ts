/** Secrets to plant on a page: made up, seeded, and such that no four characters of one occur in another or in honest frames. */
import { seededRandom } from "#shared/lib/seeded-random.ts";

const LETTERS = "qzxjkvwfgbdm";

export type Planted = { readonly place: string; readonly kind: "letters" | "digits" | "hex" | "tag"; readonly secret: string };

/**
 * Fills every `{{place}}` or `{{place:kind}}` of a page.
 *
 * @param size characters of a secret of letters; digits get two fewer. Two fillings with different seeds and sizes share nothing.
 */
export function plant(html: string, seed: number, size: number): { readonly html: string; readonly planted: readonly Planted[] } {
  const { below } = seededRandom(seed);
  const taken = new Set<string>();
  const fresh = (alphabet: string, length: number): string => {
    for (;;) {
      let secret = "";
      while (secret.length < length) secret += alphabet.charAt(below(alphabet.length));
      const pieces = piecesOf(secret);
      if (new Set(pieces).size < pieces.length || pieces.some((piece) => taken.has(piece)) || /^0/.test(secret)) continue;
      for (const piece of pieces) taken.add(piece);
      return secret;
    }
  };
  const planted = new Map<string, Planted>();
  const filled = html.replace(/\{\{([a-z-]+)(?::(digits|hex|tag))?\}\}/g, (_all, place: string, named: string | undefined) => {
    const kind = (named ?? "letters") as Planted["kind"];
    const known = planted.get(place);
    if (known) return known.secret;
    // A colour is allowed to be seen as a colour: the same one in every filling.
    const secret = kind === "digits" ? fresh("0123456789", size - 2) : kind === "hex" ? "7b3e9f" : fresh(LETTERS, size);
    const shown = kind === "letters" ? secret.toUpperCase() : kind === "tag" ? `${secret}-${secret.slice(0, 3)}` : secret;
    planted.set(place, { place, kind, secret: shown });
    return shown;
  });
  return { html: filled, planted: [...planted.values()] };
}

/** Every run of four characters, lower case. */
export function piecesOf(secret: string): string[] {
  const lower = secret.toLowerCase();
  return Array.from({ length: Math.max(0, lower.length - 3) }, (_none, at) => lower.slice(at, at + 4));
}

/** What base64 makes of the secret wherever it begins, without the characters its neighbours decide. */
export function base64Of(secret: string): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.from(" ".repeat(shift) + secret)
      .toString("base64")
      .replace(/=+$/, "");
    return text.slice(shift === 0 ? 0 : shift + 1, -1);
  });
}

/** The forms of a secret that are in a text. */
export function tracesOf(secret: string, text: string): string[] {
  const lower = text.toLowerCase();
  return [...piecesOf(secret).filter((piece) => lower.includes(piece)), ...base64Of(secret).filter((form) => text.includes(form))];
}
