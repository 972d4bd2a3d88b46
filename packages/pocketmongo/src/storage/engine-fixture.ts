import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Doc, Value } from '../bson/values.ts';
import type { Engine, EngineOptions, Query, WriteUnit } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import { compileFilter } from '../query/match.ts';
import { openEngine } from './open-engine.ts';
import { openStore } from './store.ts';

/** A document from nested plain literals; for tests. */
export function d(fields: Readonly<Record<string, unknown>>): Doc {
  return new Map(Object.entries(fields).map(([name, value]) => [name, v(value)]));
}

function v(value: unknown): Value {
  if (Array.isArray(value)) return value.map(v);
  const plain =
    value !== null &&
    typeof value === 'object' &&
    Object.prototype.toString.call(value) === '[object Object]';
  const bare = plain && Object.getPrototypeOf(Object.getPrototypeOf(value)) === null;
  return bare ? d(value as Record<string, unknown>) : (value as Value);
}

export type Fixture = {
  engine: Engine;
  dataDir: string;
  insert(namespace: string, ...documents: Doc[]): Promise<void>;
  index(namespace: string, spec: Record<string, unknown>): Promise<void>;
  find(namespace: string, query: Partial<Query>, op?: Operation): Doc[];
  write(body: (unit: WriteUnit) => unknown, op?: Operation): Promise<Doc>;
  /** Closes and opens again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** An engine on a directory of its own. */
export async function openFixture(
  options: Partial<EngineOptions> = {},
  store: typeof openStore = openStore,
): Promise<Fixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-'));
  const open = (): Promise<Engine> =>
    openEngine({ dataDir, language: { compileFilter }, ttlSweepMs: 0, ...options }, store);
  const fixture: Fixture = {
    engine: await open(),
    dataDir,
    insert: async (namespace, ...documents) => {
      await fixture.write((unit) => documents.forEach((document) => unit.insert(namespace, document)));
    },
    index: async (namespace, spec) => {
      await fixture.write((unit) => unit.createIndexes(namespace, [d(spec)]));
    },
    find: (namespace, query, op = {}) => {
      const cursor = fixture.engine.find(op, namespace, { filter: new Map(), ...query });
      const found: Doc[] = [];
      for (let row = cursor.next(); row !== undefined; row = cursor.next()) found.push(row.doc());
      return found;
    },
    write: (body, op = {}) =>
      fixture.engine.write(op, (unit) => {
        body(unit);
        return new Map([['ok', 1]]);
      }),
    restart: async () => {
      await fixture.engine.close();
      fixture.engine = await open();
    },
    stop: async () => {
      await fixture.engine.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return fixture;
}
