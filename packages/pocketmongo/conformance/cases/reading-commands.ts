import { Code, type Db, type Document } from 'mongodb';
import { commands } from '../families/commands.ts';
import { re } from '../values.ts';

const VALUES = [30, 'b', null, 5, 'a', [7, null], re('x', 'i'), re('x')];
const CODES = [new Code('f'), new Code('g'), new Code('f', { a: 1 }), new Code('f', { a: 2 }), new Code('f')];

async function prepare(db: Db): Promise<Document> {
  await db.collection('read').insertMany(VALUES.map((v) => ({ v })));
  await db.collection('code').insertMany(CODES.map((v) => ({ v })));
  return {};
}

const values = (reply: Document): unknown => reply['values'];

/** `aggregate`, `count` and `distinct` as commands. */
export const readingCommands = commands({
  name: 'commands: aggregate, count and distinct',
  kind: 'command',
  prepare,
  rows: {
    count: [
      [() => ({ count: 'read' }), 8, ({ n }) => n],
      [() => ({ count: 'read', query: { v: null } }), 2, ({ n }) => n],
    ],
    distinct: [
      [() => ({ distinct: 'read', key: 'x' }), [], values],
      [() => ({ distinct: 'read', key: 'v' }), [null, 5, 7, 30, 'a', 'b', re('x'), re('x', 'i')], values],
      [() => ({ distinct: 'read', key: 'v', hint: { $natural: -1 }, query: { v: { $gt: 0 } } }), [null, 5, 7, 30], values],
      [() => ({ distinct: 'code', key: 'v' }), [CODES[0], CODES[1], CODES[2], CODES[3]], values],
    ],
  },
}); // prettier-ignore
