import { Code, type Db, type Document } from 'mongodb';
import { commands } from '../families/commands.ts';
import { LONG_MIN, re, refused } from '../values.ts';

const VALUES = [30, 'b', null, 5, 'a', [7, null], re('x', 'i'), re('x')];
const CODES = [new Code('f'), new Code('g'), new Code('f', { a: 1 }), new Code('f', { a: 2 }), new Code('f')];

async function prepare(db: Db): Promise<Document> {
  await db.collection('read').insertMany(VALUES.map((v) => ({ v })));
  await db.collection('code').insertMany(CODES.map((v) => ({ v })));
  return {};
}

const values = (reply: Document): unknown => reply['values'];

const counted = (reply: Document): unknown => reply['n'];

/** `aggregate`, `count` and `distinct` as commands. */
export const readingCommands = commands({
  name: 'commands: aggregate, count and distinct',
  kind: 'command',
  prepare,
  rows: {
    count: [
      [() => ({ count: 'read' }), 8, counted],
      [() => ({ count: 'read', query: { v: null } }), 2, counted],
      [() => ({ count: 'read', limit: -3 }), 3, counted],
      [() => ({ count: 'read', limit: null }), refused(2)],
      [() => ({ count: 'read', limit: 1.5 }), refused(9)],
      [() => ({ count: 'read', limit: LONG_MIN }), refused(2)],
      [() => ({ count: 'read', readConcern: { provenance: 'clientSupplied' } }), 8, counted],
      [() => ({ count: 'read', readConcern: { provenance: 'mine' } }), refused(2)],
      [() => ({ count: 'read', readConcern: { provenance: 1 } }), refused(14)],
      [() => ({ count: 'read', readConcern: { atClusterTime: 1 } }), refused(14)],
    ],
    aggregate: [
      [() => ({ aggregate: 'read', pipeline: [] }), refused(9)],
      [() => ({ aggregate: 2, pipeline: [], cursor: {} }), refused(2)],
      [() => ({ aggregate: null, pipeline: [], cursor: {} }), refused(73)],
      [() => ({ aggregate: 'read', pipeline: [], cursor: { batchsize: 1 } }), refused(40415)],
      [() => ({ aggregate: 'read', pipeline: [], cursor: {}, explain: 1 }), refused(14)],
      [() => ({ aggregate: 'read', pipeline: [], cursor: {}, allowDiskUse: 1 }), refused(14)],
      [() => ({ aggregate: 'read', pipeline: [], cursor: {}, bypassDocumentValidation: 'x' }), refused(14)],
      [() => ({ aggregate: 'read', pipeline: Array(1_001).fill({ $match: {} }), cursor: {} }), refused(7749501)],
    ],
    distinct: [
      [() => ({ distinct: 'read', key: 'x' }), [], values],
      [() => ({ distinct: 'read', key: 'v' }), [null, 5, 7, 30, 'a', 'b', re('x'), re('x', 'i')], values],
      [() => ({ distinct: 'read', key: 'v', hint: { $natural: -1 }, query: { v: { $gt: 0 } } }), [null, 5, 7, 30], values],
      [() => ({ distinct: 'code', key: 'v' }), [CODES[0], CODES[1], CODES[2], CODES[3]], values],
    ],
  },
}); // prettier-ignore
