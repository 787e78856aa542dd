/** What a seeded run is told on its command line. The chance itself is `shared/lib/seeded-random.ts`. */

/** Number after `--name` in `argv`, else `otherwise`. */
export function numberArgument(argv: readonly string[], name: string, otherwise: number): number {
  const at = argv.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(argv[at + 1]);
  if (!Number.isFinite(value)) throw new Error(`--${name} needs a number`);
  return value;
}
