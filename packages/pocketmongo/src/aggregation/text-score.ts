import type { Doc } from '../bson/values.ts';

const scores = new WeakMap<Doc, number>();

/** Remembers the text score of a document while it goes through a pipeline. */
export function setTextScore(document: Doc, score: number | undefined): Doc {
  if (score !== undefined) scores.set(document, score);
  return document;
}

export const textScore = (document: Doc): number | undefined => scores.get(document);
