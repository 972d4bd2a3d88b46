import { doc, type Value } from '../../bson/values.ts';

/** An index of a collection; `hints`: a query may be told to use it and finds everything all the same. */
export type IndexKind = {
  name: string;
  spec: Record<string, Value> & { key: ReturnType<typeof doc> };
  hints?: true;
};

const key = (fields: Record<string, Value>) => doc(fields);
const ci = doc({ locale: 'en', strength: 2 });
const base = doc({ locale: 'en', strength: 1 });
const exact = doc({ locale: 'en' });
const numeric = doc({ locale: 'en', strength: 2, numericOrdering: true });
const japanese = doc({ locale: 'ja', strength: 1 });

/** The collations of queries: none most of the time, else one of the indexes'. */
export const COLLATIONS: readonly (Record<string, Value> | null)[] = [
  null,

  { locale: 'en', strength: 2 },
  { locale: 'en', strength: 2 },
  { locale: 'en', strength: 1 },
  { locale: 'en' },
  { locale: 'en', strength: 2, numericOrdering: true },
  { locale: 'ja', strength: 1 },
];

export const INDEXES: readonly IndexKind[] = [
  { name: 'ascending', spec: { key: key({ a: 1 }) }, hints: true },
  { name: 'descending', spec: { key: key({ a: -1 }) }, hints: true },
  { name: 'compound', spec: { key: key({ a: 1, b: -1 }) }, hints: true },
  { name: 'nested', spec: { key: key({ 'c.x': 1, a: 1 }) }, hints: true },
  { name: 'deep', spec: { key: key({ 'c.x.y': 1 }) }, hints: true },
  { name: 'sparse', spec: { key: key({ a: 1, b: 1 }), sparse: true } },
  { name: 'hidden', spec: { key: key({ a: 1 }), hidden: true } },
  { name: 'hashed', spec: { key: key({ d: 'hashed' }) }, hints: true },
  { name: 'unique', spec: { key: key({ b: 1, _id: 1 }), unique: true }, hints: true },
  { name: 'partial', spec: { key: key({ b: 1 }), partialFilterExpression: doc({ a: doc({ $gte: 'A' }) }) } },
  { name: 'partialNumber', spec: { key: key({ a: 1 }), partialFilterExpression: doc({ b: doc({ $gt: 0 }) }) } },
  { name: 'ci', spec: { key: key({ a: 1 }), collation: ci }, hints: true },
  { name: 'ciCompound', spec: { key: key({ a: -1, b: 1 }), collation: ci }, hints: true },
  { name: 'ciNested', spec: { key: key({ 'c.x': 1, 'c.y': -1 }), collation: ci }, hints: true },
  { name: 'ciWhole', spec: { key: key({ c: 1 }), collation: ci }, hints: true },
  { name: 'ciUnique', spec: { key: key({ a: 1, _id: 1 }), collation: ci, unique: true }, hints: true },
  { name: 'ciSparse', spec: { key: key({ a: 1 }), collation: ci, sparse: true } },
  { name: 'ciPartial', spec: { key: key({ b: 1 }), collation: ci, partialFilterExpression: doc({ a: doc({ $lt: 'b' }) }) } },
  { name: 'base', spec: { key: key({ a: 1, b: 1 }), collation: base }, hints: true },
  { name: 'exact', spec: { key: key({ a: 1 }), collation: exact }, hints: true },
  { name: 'numeric', spec: { key: key({ a: 1 }), collation: numeric }, hints: true },
  { name: 'wildcard', spec: { key: key({ '$**': 1 }) } },
  { name: 'wildcardBelow', spec: { key: key({ 'c.$**': 1 }) } },
  { name: 'wildcardOnly', spec: { key: key({ '$**': 1 }), wildcardProjection: doc({ a: 1, 'c.x': 1, _id: 1 }) } },
  { name: 'wildcardBut', spec: { key: key({ '$**': 1 }), wildcardProjection: doc({ 'c.x': 0, b: 0 }) } },
  { name: 'wildcardCi', spec: { key: key({ '$**': 1 }), collation: ci } },
  { name: 'wildcardPartial', spec: { key: key({ '$**': 1 }), partialFilterExpression: doc({ a: doc({ $exists: true }) }) } },
  { name: 'wildcardBehind', spec: { key: key({ d: 1, '$**': 1 }), wildcardProjection: doc({ d: 0 }) } },
  { name: 'wildcardBetween', spec: { key: key({ d: -1, 'c.$**': 1, _id: 1 }) } },
  { name: 'wildcardFirst', spec: { key: key({ '$**': -1, d: -1 }), wildcardProjection: doc({ a: 1, c: 1 }) } },
  { name: 'wildcardBehindCi', spec: { key: key({ d: 1, 'c.$**': 1 }), collation: ci } },
  { name: 'wildcardBehindPartial', spec: { key: key({ d: 1, _id: -1, 'a.$**': 1 }), partialFilterExpression: doc({ d: doc({ $exists: true }) }) } },
  { name: 'japanese', spec: { key: key({ a: 1 }), collation: japanese }, hints: true },
]; // prettier-ignore
