import type { Db, Document } from 'mongodb';
import { answered, type Case, covering, settled, type Table } from '../case.ts';
import { exact } from '../same.ts';

/** A command, what is looked at of its reply, and what is expected there. */
export type CommandRow<Context> = readonly [
  command: (context: Context) => Document,
  expected: unknown,
  pick?: (reply: Document) => unknown,
];

export interface CommandTable<Context> {
  name: string;
  kind: string;
  /** Makes what the commands need; its result is given to each. */
  prepare: (db: Db) => Promise<Context>;
  rows: Readonly<Record<string, readonly CommandRow<Context>[]>>;
}

/** A table of commands, which run one after another. Of a reply without `pick` is expected that there is one. */
export function commands<Context>({ name, kind, prepare, rows }: CommandTable<Context>): Table {
  return {
    name,
    covers: covering(kind, rows),
    ask: async (db) => {
      const context = await prepare(db);
      const cases: Case[] = [];
      for (const [subject, list] of Object.entries(rows)) {
        for (const [command, expected, pick = isAnswered] of list) {
          const body = command(context);
          const reply = await settled(db.command(body));
          const answer = Error.isError(reply) ? reply : pick(reply as Document);
          cases.push(answered(`${subject} ${exact(body).slice(0, 300)}`, answer, expected));
        }
      }
      return cases;
    },
  };
}

const isAnswered = (): string => 'answered';
