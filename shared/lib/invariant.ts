/** Statements that hold unless there is a bug. A breach propagates to the process boundary and is never handled on the way. */

export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws `InvariantError` when `condition` is false; `because` says why it cannot be. */
export function invariant(condition: unknown, because: string): asserts condition {
  if (!condition) throw new InvariantError(because);
}

/** Marks a union as exhausted: does not compile while a member is unhandled, and throws when data lied about its type. */
export function assertNever(value: never): never {
  throw new InvariantError(`unhandled member: ${JSON.stringify(value)}`);
}
