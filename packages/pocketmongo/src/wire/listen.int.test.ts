import { describe, expect, it } from '@jest/globals';
import { existsSync, linkSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '../../test/server.ts';

/** A folder for a socket, for as long as the work takes. */
async function withFolder(work: (socketPath: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pm-socket-'));
  try {
    await work(join(folder, 'db.sock'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a server on a socket', () => {
  it('serves its owner there and nowhere else, and takes the socket away at the end', () =>
    withFolder(async (socketPath) => {
      const test = await startTestServer({ socketPath, clusterTime: false });
      expect(test.server.port).toBe(0);
      expect(statSync(socketPath).mode & 0o777).toBe(0o600);
      await test.client.db('shop').collection('things').insertOne({ name: 'teapot' });
      const hello = await test.client.db('admin').command({ hello: 1 });
      expect(hello).toMatchObject({ me: socketPath });
      expect(Object.keys(hello)).not.toContain('$clusterTime');
      const inTransaction = test.client.withSession((session) =>
        session.withTransaction(() =>
          test.client.db('shop').collection('things').countDocuments({}, { session }),
        ),
      );
      expect(await inTransaction).toBe(1);
      await test.close();
      expect(existsSync(socketPath)).toBe(false);
    }));

  it('takes the place of a socket that a killed process left behind, but of no other file', () =>
    withFolder(async (socketPath) => {
      writeFileSync(socketPath, 'precious');
      await expect(startTestServer({ socketPath })).rejects.toThrow(`${socketPath} is to be a socket`);
      rmSync(socketPath);
      const first = await startTestServer({ socketPath });
      // A hard link outlives the end of the first server, as the socket itself outlives a kill.
      linkSync(socketPath, `${socketPath}.left`);
      await first.close();
      linkSync(`${socketPath}.left`, socketPath);
      const second = await startTestServer({ socketPath });
      expect(await second.client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
      await second.close();
    }));
});

it('a server that could not start lets go of its data', () =>
  withFolder(async (path) => {
    const dataDir = `${path}.data`;
    const users = [{ db: 'shop', user: 'a', password: 'b', roles: ['nobodyKnows'] }];
    await expect(startTestServer({ dataDir, users })).rejects.toThrow('nobodyKnows');
    const test = await startTestServer({ dataDir });
    expect(await test.client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await test.close();
  }));
