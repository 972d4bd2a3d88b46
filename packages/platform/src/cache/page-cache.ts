import { LRUCache } from 'lru-cache';

/** A reply's body, as it is sent again. */
export type CachedPage = {
  /** As text: Node joins it to the head in one write, and writes bytes apart. */
  readonly body: string;
  readonly etag: string;
  /** Whether a change behind one of its tags can be seen on it; without it, every such change can. */
  readonly isTouchedBy?: PageWatch;
};

/** Judges a change as the writer describes it to `invalidate`: both sides belong to the same service. */
export type PageWatch = (change: never) => boolean;

/** Taken before a page is read, so that a write in the meantime keeps the page out of the cache. */
export type Ticket = {
  readonly tags: readonly string[];
  /** Number of the last invalidation before it was drawn. */
  readonly sequence: number;
  /** When it was drawn: the page's age counts from here. */
  readonly drawnAt: number;
};

export type PageCacheOptions = {
  readonly maxEntries: number;
  /** A page is never given out when it is older. Its age counts from the ticket, before it was read. */
  readonly maxAgeMs: number;
  /** Milliseconds of a clock that never goes back; for tests. */
  readonly now?: () => number;
};

/** Pages in memory, each under the tags of the things that it shows; a write invalidates tags. */
export type PageCache = {
  get(key: string): CachedPage | undefined;
  /** To be called before the first read that the page is made of. */
  begin(tags: readonly string[]): Ticket;
  /** Keeps the page unless one of its tags (those of the ticket and `moreTags`) was invalidated since the ticket. */
  put(key: string, page: CachedPage, ticket: Ticket, moreTags?: readonly string[]): void;
  /** Drops the pages under these tags; of those that watch for themselves, only the ones that a change touches. */
  invalidate(tags: readonly string[], changes?: readonly unknown[]): void;
  /**
   * The page under `key`, or what `make` makes of it: once for all who miss it at the same time, unless a write has come
   * between them.
   */
  through(key: string, tags: readonly string[], make: () => Promise<CachedPage>): Promise<CachedPage>;
};

type Entry = { readonly page: CachedPage; readonly tags: readonly string[]; readonly freshUntil: number };
type Flight = { readonly ticket: Ticket; readonly page: Promise<CachedPage> };

/** Makes an empty cache. */
export function createPageCache(options: PageCacheOptions): PageCache {
  return new MemoryPageCache(options);
}

/** When each tag was last invalidated is remembered for this many tags; what is forgotten counts as just now. */
const TAGS_REMEMBERED = 20_000;

class MemoryPageCache implements PageCache {
  readonly #maxAgeMs: number;
  readonly #now: () => number;
  readonly #entries: LRUCache<string, Entry>;
  readonly #keysByTag = new Map<string, Set<string>>();
  readonly #flights = new Map<string, Flight>();
  /** Tag → number of its last invalidation, oldest first. */
  readonly #invalidated = new Map<string, number>();
  #sequence = 0;
  /** Invalidations up to this number may have been forgotten. */
  #forgottenUpTo = 0;

  constructor({ maxEntries, maxAgeMs, now = () => performance.now() }: PageCacheOptions) {
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
    this.#entries = new LRUCache({ max: maxEntries, dispose: (entry, key) => this.#unlink(key, entry) });
  }

  get(key: string): CachedPage | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.freshUntil > this.#now()) return entry.page;
    this.#entries.delete(key);
    return undefined;
  }

  begin(tags: readonly string[]): Ticket {
    return { tags, sequence: this.#sequence, drawnAt: this.#now() };
  }

  put(key: string, page: CachedPage, ticket: Ticket, moreTags: readonly string[] = []): void {
    const tags = moreTags.length === 0 ? ticket.tags : [...ticket.tags, ...moreTags];
    if (!this.#untouchedSince(ticket.sequence, tags)) return;
    const freshUntil = ticket.drawnAt + this.#maxAgeMs;
    if (freshUntil <= this.#now()) return;
    // Set first: replacing an entry unlinks the old one's tags.
    this.#entries.set(key, { page, tags, freshUntil });
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag);
      if (keys === undefined) this.#keysByTag.set(tag, new Set([key]));
      else keys.add(key);
    }
  }

  invalidate(tags: readonly string[], changes?: readonly unknown[]): void {
    this.#sequence += 1;
    for (const tag of tags) {
      this.#invalidated.delete(tag);
      this.#invalidated.set(tag, this.#sequence);
      for (const key of [...(this.#keysByTag.get(tag) ?? [])]) {
        if (this.#isTouched(key, changes)) this.#entries.delete(key);
      }
    }
    this.#forget();
  }

  through(key: string, tags: readonly string[], make: () => Promise<CachedPage>): Promise<CachedPage> {
    const kept = this.get(key);
    if (kept !== undefined) return Promise.resolve(kept);
    const running = this.#flights.get(key);
    if (running !== undefined && this.#untouchedSince(running.ticket.sequence, running.ticket.tags))
      return running.page;
    const ticket = this.begin(tags);
    const page = this.#make(key, ticket, make);
    this.#flights.set(key, { ticket, page });
    return page;
  }

  async #make(key: string, ticket: Ticket, make: () => Promise<CachedPage>): Promise<CachedPage> {
    try {
      const page = await make();
      this.put(key, page, ticket);
      return page;
    } finally {
      if (this.#flights.get(key)?.ticket === ticket) this.#flights.delete(key);
    }
  }

  #isTouched(key: string, changes: readonly unknown[] | undefined): boolean {
    const watch = this.#entries.peek(key)?.page.isTouchedBy;
    // What it takes was made by the service that now calls: see `PageWatch`.
    return watch === undefined || changes === undefined || changes.some((change) => watch(change as never));
  }

  #untouchedSince(since: number, tags: readonly string[]): boolean {
    if (since < this.#forgottenUpTo) return false;
    return tags.every((tag) => (this.#invalidated.get(tag) ?? 0) <= since);
  }

  #forget(): void {
    for (const [tag, sequence] of this.#invalidated) {
      if (this.#invalidated.size <= TAGS_REMEMBERED) return;
      this.#invalidated.delete(tag);
      this.#forgottenUpTo = sequence;
    }
  }

  #unlink(key: string, entry: Entry): void {
    for (const tag of entry.tags) {
      const keys = this.#keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysByTag.delete(tag);
    }
  }
}
