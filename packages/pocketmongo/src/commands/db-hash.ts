import { createHash } from 'node:crypto';
import { onDatabase } from '../auth/access.ts';
import { encodeDocument } from '../bson/encode.ts';
import { Binary, doc, type Doc, type Value } from '../bson/values.ts';
import type { CollectionInfo } from '../engine.ts';
import { commandError } from '../errors.ts';
import type { Operation } from '../execution/operation.ts';
import { createTurns } from '../execution/turns.ts';
import type { Command, CommandCall } from './command.ts';
import { SYSTEM_VIEWS } from './namespace.ts';

const BATCH_DOCUMENTS = 1_000;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * MD5 of each collection's documents in the order of their `_id` (of a capped one in the order of insertion), all as of
 * one moment, and of these hashes with the names of the collections. Equal data give equal hashes, on any server of
 * this kind.
 */
export const dbHash: Command = {
  names: ['dbHash', 'dbhash'],
  access: onDatabase('dbHash'),
  run: async (call) => {
    const start = performance.now();
    const wanted = wantedNames(call.body.get('collections'));
    const moment = call.server.engine.openMoment();
    const chosen = collections(call).filter(({ name }) => wanted === undefined || wanted.has(name));
    const hashes = new Map<string, string>();
    try {
      for (const info of chosen.filter(({ options }) => !options.has('viewOn')))
        hashes.set(info.name, await hashOf(call, info, { ...call.op, moment }));
    } finally {
      moment.release();
    }
    const views = chosen.filter(({ options }) => options.has('viewOn'));
    if (views.length > 0) hashes.set(SYSTEM_VIEWS, hashOfViews(views));
    const whole = createHash('md5');
    for (const [name, hash] of hashes) whole.update(`${name} ${hash}\n`);
    const stored = chosen.filter(({ options }) => !options.has('viewOn'));
    return doc({
      host: call.server.info.address(),
      collections: hashes,
      capped: stored.filter(({ options }) => options.get('capped') === true).map(({ name }) => name),
      uuids: new Map(stored.map(({ name, uuid }) => [name, new Binary(uuid, Binary.SUBTYPE_UUID)])),
      md5: whole.digest('hex'),
      timeMillis: Math.round(performance.now() - start),
    });
  },
};

/** The server's own are left out: they differ between servers that hold the same data. */
function collections({ server, database }: CommandCall): CollectionInfo[] {
  return server.engine.collections(database).filter(({ name }) => !name.startsWith('system.'));
}

function wantedNames(given: Value | undefined): ReadonlySet<Value> | undefined {
  if (!Array.isArray(given) || given.length === 0) return undefined;
  if (given.some((name) => typeof name !== 'string'))
    throw commandError('BadValue', 'collections entries have to be strings');
  return new Set(given);
}

async function hashOf(
  { server: { engine } }: CommandCall,
  { namespace, options }: CollectionInfo,
  op: Operation,
): Promise<string> {
  const sort = options.get('capped') === true ? doc({ $natural: 1 }) : doc({ _id: 1 });
  const cursor = engine.find(op, namespace, { filter: new Map(), sort });
  const hash = createHash('md5');
  const turn = createTurns();
  try {
    for (let done = false; !done;) {
      const batch = await cursor.nextBatch(BATCH_DOCUMENTS, BATCH_BYTES);
      for (const row of batch.rows) hash.update(row.raw);
      done = batch.done;
      await turn();
    }
  } finally {
    cursor.close();
  }
  return hash.digest('hex');
}

function hashOfViews(views: readonly CollectionInfo[]): string {
  const hash = createHash('md5');
  for (const { name, options } of views) {
    const definition: Doc = new Map<string, Value>([['_id', name], ...options]);
    hash.update(encodeDocument(definition));
  }
  return hash.digest('hex');
}
