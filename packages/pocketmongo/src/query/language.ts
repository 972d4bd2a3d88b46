import { explainMismatch } from './explain-mismatch.ts';
import { compileFilter } from './match.ts';
import type { QueryLanguage } from './query-language.ts';
import { compileRawFilter } from './raw/compile.ts';

/** The query language as the engine calls it. */
export const queryLanguage: QueryLanguage = { compileFilter, compileRawFilter, explainMismatch };
