import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkDatabase } from '../check/check-database.ts';
import { doc } from '../bson/values.ts';
import { compileFilter } from '../query/match.ts';
import { openEngine } from '../storage/open-engine.ts';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { restoreFromFolder } from './folder.ts';
import { restoreFromStream } from './stream.ts';

const BIN = fileURLToPath(new URL('../../bin/pocketmongo.js', import.meta.url));
const run = promisify(execFile);

let directory = '';
let source: TestServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pocketmongo-backup-'));
  source = await startTestServer();
});
afterEach(async () => {
  await source.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Moves a unit between two accounts again and again until it is told to stop; the sum stays 0. */
function keepWriting(): () => Promise<number> {
  const accounts = source.client.db('bank').collection<{ _id: string; amount: number }>('accounts');
  let stopped = false;
  const work = (async () => {
    let moves = 0;
    for (; !stopped; moves += 1) {
      await source.client.withSession((session) =>
        session.withTransaction(async () => {
          await accounts.updateOne({ _id: 'a' }, { $inc: { amount: 1 } }, { upsert: true, session });
          await accounts.updateOne({ _id: 'b' }, { $inc: { amount: -1 } }, { upsert: true, session });
        }),
      );
    }
    return moves;
  })();
  return () => {
    stopped = true;
    return work;
  };
}

async function accountsIn(dataDir: string): Promise<number[]> {
  const copy = await startTestServer({ dataDir });
  const found = await copy.client.db('bank').collection('accounts').find().toArray();
  await copy.close();
  return found.map((account) => Number(account['amount']));
}

describe('a hot backup', () => {
  beforeEach(async () => {
    const items = source.client.db('shop').collection('items');
    await items.createIndex({ name: 1 }, { unique: true }, {});
    const some = Array.from({ length: 2_000 }, (_, i) => ({ name: `item ${i}`, text: 'x'.repeat(200) }));
    await items.insertMany(some);
  });

  it('to a folder, beside transactions, is a sound data directory in which none is torn', async () => {
    const stop = keepWriting();
    const folder = join(directory, 'copy');
    expect(await source.server.backup(folder)).toBeGreaterThan(400_000);
    await expect(source.server.backup(folder)).rejects.toThrow('is not empty');
    expect(await stop()).toBeGreaterThan(0);

    const restored = join(directory, 'restored');
    await restoreFromFolder(folder, restored);
    expect((await checkDatabase(restored)).problems).toEqual([]);
    const amounts = await accountsIn(restored);
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(0);
  });

  it('by the command line, from another process, as a folder and as a stream', async () => {
    const stop = keepWriting();
    const folder = join(directory, 'copy');
    await run(process.execPath, [BIN, 'backup', '--data', source.dataDir, '--to', folder]);
    const file = join(directory, 'copy.backup');
    const child = spawn(process.execPath, [BIN, 'backup', '--data', source.dataDir, '--to', '-'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.pipe(createWriteStream(file));
    expect(await once(child, 'close')).toEqual([0, null]);
    await stop();

    for (const from of [folder, file]) {
      const dataDir = join(directory, `from-${from === folder ? 'folder' : 'stream'}`);
      const { stdout } = await run(process.execPath, [BIN, 'restore', '--from', from, '--data', dataDir]);
      expect(stdout).toMatch(/\d collections, 20\d\d documents/);
      const amounts = await accountsIn(dataDir);
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(0);
    }
  });

  it('that is killed holds nothing up for long', async () => {
    const engine = await openEngine({
      dataDir: join(directory, 'data'),
      language: { compileFilter },
      ttlSweepMs: 0,
      oplogBytes: 1_000_000,
    });
    const rewrite = (text: string) =>
      engine.write({}, (unit) => {
        unit.delete('shop.items', { query: { filter: doc({}) }, multi: true });
        for (let id = 0; id < 8; id += 1) unit.insert('shop.items', doc({ _id: id, text }));
        return doc({});
      });
    await rewrite('x'.repeat(1_000_000));
    const args = [BIN, 'backup', '--data', join(directory, 'data'), '--to', '-'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    // It has begun, and waits because nobody reads on.
    await once(child.stdout, 'readable');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await engine.sweepExpired();
    for (let round = 0; round < 8; round += 1) await rewrite('y'.repeat(1_000_000));
    // The space of old versions is used again; with a reader left behind it would be more than 100 MB.
    expect(statSync(join(directory, 'data', 'data.mdb')).size).toBeLessThan(80_000_000);
    await engine.close();
  });

  it('refuses a stream that is cut short, damaged or none', async () => {
    const file = join(directory, 'copy.backup');
    const { stdout } = await run(process.execPath, [BIN, 'backup', '--data', source.dataDir, '--to', '-'], {
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
    });
    const damaged = Buffer.from(stdout);
    damaged[stdout.length >> 1] = 1 + (damaged[stdout.length >> 1] ?? 0);
    const into = (name: string) => join(directory, name);
    await expect(restoreFromStream(Readable.from([damaged]), into('a'))).rejects.toThrow('damaged');
    await expect(restoreFromStream(Readable.from([stdout.subarray(0, -9)]), into('b'))).rejects.toThrow(
      'cut short',
    );
    await expect(restoreFromStream(Readable.from([Buffer.alloc(99)]), into('c'))).rejects.toThrow(
      'not a backup',
    );
    writeFileSync(file, stdout);
    await restoreFromStream(createReadStream(file, { highWaterMark: 777 }), into('d'));
    expect((await checkDatabase(into('d'))).problems).toEqual([]);
    await expect(restoreFromStream(createReadStream(file), into('d'))).rejects.toThrow('is not empty');
    expect(readFileSync(join(into('d'), 'data.mdb')).length).toBeGreaterThan(400_000);
  });
});
