import type { ClientSession } from 'mongoose';

const hooks = new WeakMap<ClientSession, Set<() => void>>();

/**
 * Calls `listener` once when the session's running transaction has been committed; not when it is rolled back or run
 * again, but also when nobody knows what became of the commit. The same function asked for twice is called once. For
 * wake-ups in process: it does not survive a crash.
 */
export function afterCommit(session: ClientSession, listener: () => void): void {
  const listeners = hooks.get(session) ?? new Set();
  listeners.add(listener);
  hooks.set(session, listeners);
}

/** Forgets what was asked for in an attempt that has been rolled back. */
export function dropCommitHooks(session: ClientSession): void {
  hooks.delete(session);
}

export function runCommitHooks(session: ClientSession): void {
  const listeners = hooks.get(session);
  hooks.delete(session);
  for (const listener of listeners ?? []) listener();
}
