/**
 * Result: the shape of everything that can fail in an expected way.
 *
 * Owns the two constructors and nothing else; bugs are `invariant`'s business (`invariant.ts`).
 */
export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E> = { readonly ok: false; readonly error: E };
export type Result<T, E> = Ok<T> | Err<E>;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}
