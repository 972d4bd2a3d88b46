import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';

const packageRoot = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** Runs in the folder where the tarball is installed: CRUD, an index, a transaction, a restart. */
const PROGRAM = `
  const server = await startPocketMongo({ dataDir: './data', mode: MODE });
  const client = await new MongoClient(server.uri('shop')).connect();
  const items = client.db('shop').collection('items');
  await items.createIndex({ name: 1 }, { unique: true });
  await client.withSession((session) =>
    session.withTransaction(() => items.insertOne({ name: MODE, n: 1 }, { session })),
  );
  await items.updateOne({ name: MODE }, { $inc: { n: 1 } });
  const duplicate = await items.insertOne({ name: MODE }).catch((error) => error.code);
  const [sum] = await items.aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }]).toArray();
  await items.createIndex({ about: 'text' }, { default_language: 'german' });
  await items.updateOne({ name: MODE }, { $set: { about: 'Die Häuser' } });
  const haus = await items.countDocuments({ name: MODE, $text: { $search: 'das Haus' } });
  const bytes = await server.backup('./copy-' + MODE);
  const twice = await server.backup('./copy-' + MODE).catch((error) => error.message);
  console.log(JSON.stringify({ bytes, twice, haus, n: sum.n, duplicate, count: await items.countDocuments() }));
  await client.close();
  await server.stop();
`;

const CLI = join('node_modules', 'pocketmongo', 'bin', 'pocketmongo.js');

let directory = '';
let installed: string;

/** From the registry where it can be reached; otherwise the tarball's content with the dependencies of the workspace. */
async function install(tarball: string): Promise<string> {
  writeFileSync(join(directory, 'package.json'), '{"name": "empty", "private": true}');
  const npm = [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--fetch-retries=1',
    '--fetch-retry-maxtimeout=1000',
    '--fetch-retry-mintimeout=100',
    tarball,
  ];
  try {
    await run('npm', npm, { cwd: directory });
    return 'npm install';
  } catch {
    const target = join(directory, 'node_modules', 'pocketmongo');
    mkdirSync(target, { recursive: true });
    await run('tar', ['xzf', tarball, '--strip-components=1', '-C', target]);
    for (const name of ['bson', 'lmdb', 'mongodb', 'snowball-stemmers', '@orama'])
      symlinkSync(join(packageRoot, '..', '..', 'node_modules', name), join(directory, 'node_modules', name));
    return 'unpacked: the registry was out of reach';
  }
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pocketmongo-packed-'));
  const built = join(directory, 'built');
  await run(process.execPath, [join(packageRoot, 'scripts', 'build.ts'), built]);
  const { stdout } = await run('npm', ['pack', '--json', built], { cwd: directory });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['README.md', 'docs/compatibility.md', 'bin/pocketmongo.js', 'src/index.d.ts']),
  );
  expect(paths.filter((path) => /(?<!\.d)\.ts$|\.test\.|fixture/.test(path))).toEqual([]);
  installed = await install(join(directory, packed.filename));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the packed tarball, installed in an empty folder', () => {
  it('was installed', () => {
    // Shown in the report, so that a run without the registry is seen as one.
    expect(installed).toMatch(/^npm install|^unpacked/);
    if (installed !== 'npm install') process.stderr.write(`packed.int.test: ${installed}\n`);
  });

  it.each([
    [
      'a module',
      'program.mjs',
      "import { startPocketMongo } from 'pocketmongo'; import { MongoClient } from 'mongodb';",
    ],
    ['CommonJS', 'program.cjs', "const { startPocketMongo } = require('pocketmongo'); const { MongoClient } = require('mongodb');"], // prettier-ignore
  ])('is used from %s', async (_kind, file, imports) => {
    for (const mode of ['worker', 'inline']) {
      const source = PROGRAM.replaceAll('MODE', JSON.stringify(mode));
      writeFileSync(join(directory, file), `${imports}\n(async () => {${source}})();\n`);
      const { stdout } = await run(process.execPath, [file], { cwd: directory });
      expect(JSON.parse(stdout)).toMatchObject({
        duplicate: 11000,
        bytes: expect.any(Number),
        twice: expect.stringContaining('is not empty'),
        haus: 1,
      });
      const { stdout: checked } = await run(process.execPath, [CLI, 'check', `copy-${mode}`], {
        cwd: directory,
      });
      expect(checked).toContain('sound');
      rmSync(join(directory, `copy-${mode}`), { recursive: true });
    }
    rmSync(join(directory, 'data'), { recursive: true });
  });

  it('brings the command line', async () => {
    const bin = join(directory, 'node_modules', '.bin', 'pocketmongo');
    const command = installed === 'npm install' ? bin : CLI;
    const server = spawn(process.execPath, [command, '--data', 'served', '--port', '0'], { cwd: directory });
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const client = await new MongoClient(line.toString().trim()).connect();
    await client.db('shop').collection('items').insertOne({ a: 1 });
    await client.close();
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
    const { stdout } = await run(process.execPath, [command, 'check', 'served'], { cwd: directory });
    expect(stdout).toContain('1 documents');
  });

  it('has types', async () => {
    writeFileSync(
      join(directory, 'typed.mts'),
      `import { startPocketMongo, type PocketMongo } from 'pocketmongo';
       const server: PocketMongo = await startPocketMongo({ dataDir: 'x', mode: 'worker' });
       const bytes: number = await server.backup('y');
       // @ts-expect-error there is no such mode
       await startPocketMongo({ dataDir: 'x', mode: 'child', bytes });`,
    );
    const tsc = join(packageRoot, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--module', 'nodenext', '--target', 'es2024', '--ignoreConfig'];
    await expect(
      run(process.execPath, [tsc, ...options, 'typed.mts'], { cwd: directory }),
    ).resolves.toBeTruthy();
  });
});
