/**
 * The outcome of something that is expected to fail now and then. Plain tagged objects, so that they survive
 * structured clone, JSON and IPC. Bugs throw; expected failures are values.
 */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { ok: false; error: E } {
  return { ok: false, error };
}
