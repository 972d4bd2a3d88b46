import type { QueryLanguage } from '../engine.ts';
import { explainMismatch } from './explain-mismatch.ts';
import { compileFilter } from './match.ts';

/** The query language as the engine calls it. */
export const queryLanguage: QueryLanguage = { compileFilter, explainMismatch };
