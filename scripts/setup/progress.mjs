/**
 * What set-up tells the person waiting: one line when a long step begins (what, how large), one when it ends (how long).
 * Owns wording and the error type of set-up; knows nothing of what a step does.
 */

/** A set-up failure as one sentence with the fix; the entry prints it without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} sentence what is wrong, ending in a full stop
   * @param {string} fix what to do, an imperative without a full stop
   */
  constructor(sentence, fix) {
    super(sentence);
    this.name = "SetupError";
    this.fix = fix;
  }
}

/** @param {string} line progress goes to stderr: stdout belongs to the command */
export function say(line) {
  process.stderr.write(`[setup] ${line}\n`);
}

/**
 * @template T
 * @param {string} what for example "installing 600 packages (about 700 MB on disk)"
 * @param {() => T} work synchronous; its failure passes through
 * @returns {T}
 */
export function step(what, work) {
  const startedAt = performance.now();
  say(`${what} …`);
  const value = work();
  say(`${what}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return value;
}
