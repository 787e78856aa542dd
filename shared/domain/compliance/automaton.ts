/**
 * Aho–Corasick over characters, whose state is one number: the caller carries it across chunks.
 *
 * Knows nothing of words, gaps or rules. Source: Aho & Corasick, "Efficient string matching", CACM 18(6), 1975.
 */
export type Automaton = {
  /** The state before the first character. */
  readonly start: number;
  step(state: number, character: string): number;
  /** Indices of the patterns that end in this state, longest first. */
  endingAt(state: number): readonly number[];
};

const NONE: readonly number[] = [];

/** @param patterns each as its characters; empty ones never match. */
export function createAutomaton(patterns: readonly (readonly string[])[]): Automaton {
  const next: Map<string, number>[] = [new Map()];
  const own: number[][] = [[]];
  for (const [index, pattern] of patterns.entries()) {
    if (pattern.length === 0) continue;
    let state = 0;
    for (const character of pattern) {
      let target = next[state]?.get(character);
      if (target === undefined) {
        target = next.length;
        next.push(new Map());
        own.push([]);
        next[state]?.set(character, target);
      }
      state = target;
    }
    own[state]?.push(index);
  }

  const fallback = new Int32Array(next.length);
  const follow = (from: number, character: string): number => {
    let state = from;
    for (;;) {
      const target = next[state]?.get(character);
      if (target !== undefined) return target;
      if (state === 0) return 0;
      state = fallback[state] ?? 0;
    }
  };
  const ending: (readonly number[])[] = own.map((list) => (list.length > 0 ? list : NONE));
  const queue: number[] = [...(next[0]?.values() ?? [])];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    for (const [character, target] of next[state] ?? []) {
      queue.push(target);
      fallback[target] = follow(fallback[state] ?? 0, character);
    }
    const inherited = ending[fallback[state] ?? 0] ?? NONE;
    if (inherited.length > 0) ending[state] = [...(own[state] ?? NONE), ...inherited];
  }
  return { start: 0, step: follow, endingAt: (state) => ending[state] ?? NONE };
}
