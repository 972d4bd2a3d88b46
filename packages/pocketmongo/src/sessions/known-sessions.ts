/** How long a session is known that nobody uses, as long as mongod keeps it. */
export const SESSION_MINUTES = 30;
const PRUNED_FROM = 1_024;

export type KnownSession = { readonly key: string; readonly lastUse: number };

/** The sessions that commands came with, with the time of their last use, until they are ended or forgotten. */
export class KnownSessions {
  readonly #uses = new Map<string, number>();
  #pruneAt = PRUNED_FROM;

  used(key: string, at: number): void {
    this.#uses.set(key, at);
    if (this.#uses.size < this.#pruneAt) return;
    this.#prune(at);
    this.#pruneAt = Math.max(PRUNED_FROM, this.#uses.size * 2);
  }

  end(key: string): void {
    this.#uses.delete(key);
  }

  list(now: number): KnownSession[] {
    this.#prune(now);
    return Array.from(this.#uses, ([key, lastUse]) => ({ key, lastUse }));
  }

  #prune(now: number): void {
    const oldest = now - SESSION_MINUTES * 60_000;
    for (const [key, lastUse] of this.#uses) if (lastUse < oldest) this.#uses.delete(key);
  }
}
