import type { Db, Document } from 'mongodb';
import { commands, type CommandRow } from '../families/commands.ts';
import { settled } from '../case.ts';

type Counters = Record<string, bigint | number | { toString: () => string }>;
/** The counters before the commands that are counted here. */
interface Before {
  opcounters: Counters;
}

async function prepare(db: Db): Promise<Before> {
  const { opcounters } = (await db.command({ serverStatus: 1 })) as Before;
  await db.command({ insert: 'counted', documents: [{}, {}, {}] });
  await db.command({ find: 'counted', batchSize: 1 });
  await db.command({ update: 'counted', updates: [{ q: {}, u: { $set: { a: 1 } } }, { q: {}, u: { $set: { a: 2 } } }] });
  await db.command({ delete: 'counted', deletes: [{ q: {}, limit: 1 }] });
  await settled(db.command({ distinct: 'counted', key: 5 }));
  return { opcounters };
} // prettier-ignore

/** Others may use the server as well. */
function grown(kind: string, by: number): CommandRow<Before> {
  let before = 0;
  return [
    ({ opcounters }) => {
      before = Number(String(opcounters[kind]));
      return { serverStatus: 1 };
    },
    true,
    ({ opcounters }) => Number(String((opcounters as Counters)[kind])) >= before + by,
  ];
}

const counted = (name: string, field: 'total' | 'failed'): CommandRow<Before> => [
  () => ({ serverStatus: 1 }),
  true,
  ({ metrics }) => {
    const { commands: counts } = metrics as { commands: Record<string, Document> };
    return Number(String(counts[name]?.[field])) >= 1;
  },
];

/** What `serverStatus` counts. */
export const statusCounters = commands<Before>({
  name: 'serverStatus: counters',
  kind: 'command',
  prepare,
  rows: {
    opcounters: [
      grown('insert', 3),
      grown('query', 1),
      grown('update', 2),
      grown('delete', 1),
      grown('getmore', 0),
      grown('command', 2),
    ],
    'metrics.commands': [
      counted('insert', 'total'),
      counted('find', 'total'),
      counted('update', 'total'),
      counted('delete', 'total'),
      counted('distinct', 'total'),
      counted('distinct', 'failed'),
    ],
  },
});
