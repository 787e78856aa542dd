/**
 * Turns of the event loop for heavy pieces of work, one a turn in the order they came: due timers and sockets are served in between,
 * however many pieces arrive at once.
 */
export type Turns = {
  /** Resolves at the caller's own turn. */
  next(): Promise<void>;
};

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    next() {
      last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
      return last;
    },
  };
}
