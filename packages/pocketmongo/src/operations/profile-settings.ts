import { doc, type Doc } from '../bson/values.ts';
import type { Predicate } from '../query/query-language.ts';

/** How a database is profiled. */
export interface Profiling {
  /** 0: off; 1: what is slow or passes the filter; 2: everything. */
  level: 0 | 1 | 2;
  /** These two are the whole server's, whatever the database. */
  slowMs: number;
  sampleRate: number;
  filter: { spec: Doc; matches: Predicate } | undefined;
}

type DatabaseSettings = Pick<Profiling, 'level' | 'filter'>;

export const PROFILE = 'system.profile';
export const PROFILE_OPTIONS = doc({ capped: true, size: 1024 * 1024 });
const OFF: DatabaseSettings = { level: 0, filter: undefined };

/** The profiles of all databases; they live as long as the server. */
export class ProfileSettings {
  readonly #databases = new Map<string, DatabaseSettings>();
  #slowMs = 100;
  #sampleRate = 1;
  /** Whether any database is profiled: all that a command asks while none is. */
  isOn = false;

  settings(database: string): Profiling {
    const own = this.#databases.get(database) ?? OFF;
    return { ...own, slowMs: this.#slowMs, sampleRate: this.#sampleRate };
  }

  set(database: string, { level, filter, slowMs, sampleRate }: Profiling): void {
    this.#slowMs = slowMs;
    this.#sampleRate = sampleRate;
    this.#databases.set(database, { level, filter });
    this.isOn = Array.from(this.#databases.values()).some((one) => one.level > 0);
  }

  watches(database: string): boolean {
    return this.isOn && (this.#databases.get(database) ?? OFF).level > 0;
  }
}
