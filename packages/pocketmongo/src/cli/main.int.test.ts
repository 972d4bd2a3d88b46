import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { openStore } from '../storage/store.ts';
import { cli } from '../../test/cli.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pocketmongo-cli-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the command line', () => {
  it.each([
    ['frobnicate', 'no command "frobnicate"; there are: serve, check, backup, restore, export'],
    ['', '--data DIR is missing'],
    ['serve --port 99999 --data x', '--port 99999: expected 0 to 65535'],
    ['--port -1 --data x', '--port'],
    ['--data x --mode child', '--mode child: expected inline or worker'],
    ['--data x --commit-thread no', '--commit-thread no: expected auto or always or never'],
    ['--data x --tlsMode requireTLS', 'TLS is not supported'],
    ['--data x --tls', 'TLS is not supported'],
    ['--data x --user ann', 'the password in POCKETMONGO_PASSWORD'],
    ['--data x --what', "Unknown option '--what'"],
    ['check', 'DIR is missing'],
    ['check a b', 'one directory at a time'],
    ['backup --to x', '--data DIR is missing'],
    ['restore --data x', '--from FOLDER is missing'],
    ['export --to mongodb://x', 'give either --data DIR or --from URI'],
    ['export --data x --from y --to z', 'give either --data DIR or --from URI'],
    ['export --data x', '--to URI is missing'],
    ['export extra', 'extra'],
  ])('%s: says what is wrong and ends with 2', async (line, message) => {
    const { code, stderr } = await cli(...line.split(' ').filter((word) => word !== ''));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it.each(['serve', 'check', 'backup', 'restore', 'export'])(
    '%s --help tells how it is used',
    async (name) => {
      const { code, stdout, stderr } = await cli(name, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^pocketmongo /);
    },
  );

  it('refuses a directory without a database, and leaves it as it was', async () => {
    const empty = join(directory, 'empty');
    for (const args of [
      ['check', empty],
      ['backup', '--data', empty, '--to', join(directory, 'copy')],
      ['export', '--data', empty, '--to', 'mongodb://127.0.0.1:1'],
    ]) {
      const { code, stderr } = await cli(...args);
      expect(stderr).toContain('holds no database');
      expect(code).toBe(1);
    }
  });

  it('serves in either mode, and tells why it can not', async () => {
    const dataDir = join(directory, 'served');
    const first = start('--data', dataDir, '--port', '0', '--mode', 'worker', '--host', '0.0.0.0');
    const uri = await firstLine(first.stdout);
    expect(uri).toMatch(/^mongodb:\/\/root:[^@]+@127\.0\.0\.1:\d+\/test\?/);
    await visit(uri);

    const port = new URL(uri).port;
    const other = start('--data', join(directory, 'other'), '--port', port, '--host', '0.0.0.0');
    expect(await firstLine(other.stderr)).toContain('the port is in use');
    expect(await once(other, 'exit')).toEqual([1, null]);
    expect((await cli('--data', dataDir, '--port', '0')).stderr).toContain('is in use by process');
    first.kill('SIGINT');
    expect(await once(first, 'exit')).toEqual([0, null]);

    const open = start('serve', '--data', dataDir, '--port', '0', '--open-access');
    const openUri = await firstLine(open.stdout);
    expect(openUri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/test\?directConnection=true$/);
    await visit(openUri);
    open.kill('SIGTERM');
    expect(await once(open, 'exit')).toEqual([0, null]);
  });

  it('ends in good order when a client asks for it', async () => {
    const served = start('--data', join(directory, 'ended'), '--port', '0');
    const client = new MongoClient(await firstLine(served.stdout));
    const ended = once(served, 'exit');
    await client.db('admin').command({ shutdown: 1 });
    expect(await ended).toEqual([0, null]);
    await client.close();
  });

  it('checks a data directory, and refuses one that is in use', async () => {
    const dataDir = join(directory, 'data');
    const store = openStore(dataDir);
    expect((await cli('check', dataDir)).stderr).toContain('is in use by process');
    await store.close();
    expect(await cli('check', dataDir)).toEqual({
      code: 0,
      stdout: '0 collections, 0 documents, 0 index entries, 0 retry records: sound\n',
      stderr: '',
    });
  });
});

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'pocketmongo.js');

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function firstLine(stream: ChildProcess['stdout']): Promise<string> {
  if (stream === null) throw new Error('no output');
  const [chunk] = (await once(stream, 'data')) as [Buffer];
  return chunk.toString().split('\n')[0] ?? '';
}

async function visit(uri: string): Promise<void> {
  const client = await new MongoClient(uri).connect();
  await client.db().collection('visits').insertOne({ at: new Date() });
  await client.close();
}
