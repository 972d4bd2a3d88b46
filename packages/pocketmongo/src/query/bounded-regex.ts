import { createContext, Script } from 'node:vm';
import { locationError } from '../errors.ts';
import { regexCost } from './regex-cost.ts';

/** Steps that are tried without a guard; V8 takes tenths of a second for them. */
const FREE_STEPS = 1e7;
/** Beyond so many ways V8 takes seconds to compile the pattern, which nothing can break off. */
const MAX_WAYS = 1e9;
/** Time that one text may take under guard. */
const GUARDED_MS = 500;

/**
 * A regular expression whose time is bounded. JavaScript's engine backtracks: where the pattern and the length of the text
 * allow many steps, it runs under a time limit, which costs a fraction of a millisecond.
 */
export class BoundedRegex {
  readonly #plain: RegExp;
  /** Texts up to this length need no guard. */
  readonly #freeLength: number;

  /** Throws for a pattern whose compilation alone would take too long. */
  constructor(plain: RegExp) {
    this.#plain = plain;
    const { ways, degree } = regexCost(plain.source, plain.flags);
    if (!(ways <= MAX_WAYS))
      throw locationError(
        51091,
        'Regular expression has too many optional parts to be matched in bounded time',
      );
    this.#freeLength = degree === 0 ? Number.POSITIVE_INFINITY : (FREE_STEPS / ways) ** (1 / degree);
    if (degree === Number.POSITIVE_INFINITY || ways > FREE_STEPS) this.#freeLength = 0;
  }

  test(text: string): boolean {
    if (text.length <= this.#freeLength) return this.#plain.test(text);
    return underGuard(() => this.#plain.test(text));
  }

  exec(text: string): RegExpExecArray | null {
    if (text.length <= this.#freeLength) return this.#plain.exec(text);
    return underGuard(() => this.#plain.exec(text));
  }

  /** Every match in turn. */
  all(text: string): RegExpExecArray[] {
    const global = new RegExp(this.#plain, `${this.#plain.flags}g`);
    const find = (): RegExpExecArray[] => Array.from(text.matchAll(global));
    return text.length <= this.#freeLength ? find() : underGuard(find);
  }
}

/** Node can break off code only where it runs as a script of its own; made when first needed. */
let guard: { call: () => void } | undefined;
const script = new Script('call()');

function newGuard(): { call: () => void } {
  const made = { call: () => undefined };
  createContext(made);
  return made;
}

function underGuard<Result>(run: () => Result): Result {
  const outcome: { result?: Result } = {};
  guard ??= newGuard();
  guard.call = () => {
    outcome.result = run();
  };
  try {
    script.runInContext(guard, { timeout: GUARDED_MS });
  } catch (error) {
    // Errors of another context are no instances of this one's classes.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw locationError(51156, `Regular expression took longer than ${GUARDED_MS} ms on one string`);
  }
  return outcome.result as Result;
}
