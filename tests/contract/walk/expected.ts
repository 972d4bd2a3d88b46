import type { Answer } from '../../harness/http.ts';
import type { Draft } from './draft.ts';
import type { Operation } from './operations.ts';

/** What the answer to a mutated request must be. */
export type Expected = {
  /** A success is expected only where nothing is done about a row or id that is unknown. */
  readonly statuses: readonly number[];
  readonly codes?: readonly string[];
  /** Where one of `errors` must point, or below. */
  readonly pointer?: string;
};

/** A request with one thing wrong in it. */
export type Mutation = { readonly what: string; readonly draft: Draft; readonly expected: Expected };

type Problem = { code?: string; errors?: { pointer: string; rule: string }[] };

/** 422 that points at a field. */
export function invalidAt(pointer: string): Expected {
  return { statuses: [422], pointer };
}

/** What is wrong with the answer, in words; null when it is as expected. */
export function complaint({ status, body }: Answer, expected: Expected): string | null {
  const { code, errors = [] } = (body ?? {}) as Problem;
  const said = `${status} ${code ?? ''} ${errors.map(({ pointer, rule }) => `${pointer}:${rule}`).join(' ')}`;
  if (!expected.statuses.includes(status)) return `${said} instead of ${expected.statuses.join(' or ')}`;
  if (expected.codes !== undefined && !expected.codes.includes(code ?? ''))
    return `${said} instead of ${expected.codes.join(' or ')}`;
  if (status < 300) return null;
  if (typeof code !== 'string' || code === '') return `${said} without a code`;
  const { pointer } = expected;
  if (status !== 422 || pointer === undefined) return null;
  const pointed = errors.some((each) => each.pointer === pointer || each.pointer.startsWith(`${pointer}/`));
  return pointed ? null : `${said} does not point at ${pointer}`;
}

/** What the documentation does not say about a refusal: its status, or its code. */
export function undocumented({ replies }: Operation, { status, body }: Answer): string | null {
  if (status < 300) return null;
  const { code = '' } = (body ?? {}) as Problem;
  return replies.get(status)?.codes.includes(code) === true ? null : `${status} ${code} is not documented`;
}
