import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const project = join(import.meta.dirname, '..', '..', '..');
const root = mkdtempSync(join(tmpdir(), 'souk-start-bundle-'));
const source = join(root, 'main.ts');
const manifest = join(root, '.cache', 'start', 'manifest.json');

/** Runs statements with the functions of `start-bundle.js` and `bootstrap.js`; returns what they print. */
function run(statements: string, nodeOptions = ''): string {
  const file = join(root, 'run.mjs');
  const script = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    import { fingerprint } from ${JSON.stringify(join(import.meta.dirname, 'bootstrap.js'))};
    import { bundlesFolder, fileState, mainModule, manifestFile } from ${JSON.stringify(join(import.meta.dirname, 'start-bundle.js'))};
    const [root, source] = ${JSON.stringify([root, source])};
    ${statements}`;
  writeFileSync(file, script);
  const env = { ...process.env, NODE_OPTIONS: nodeOptions };
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  return stdout.trim();
}

/** A checkout of one source file, with a bundle of it. */
beforeEach(() => {
  for (const file of ['package.json', 'package-lock.json']) writeFileSync(join(root, file), '{}');
  writeFileSync(source, 'export {};');
  run(`
    mkdirSync(bundlesFolder(root), { recursive: true });
    const inputs = { 'main.ts': fileState(source) };
    writeFileSync(manifestFile(root), JSON.stringify({ folder: '1-1', installed: fingerprint(root), inputs }));`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const moduleToStart = (nodeOptions?: string): string => run('console.log(mainModule(root));', nodeOptions);
const SOURCES = /\/apps\/souk\/src\/cli\/main\.ts$/;

describe('the start bundle', () => {
  it('is started while it is what the sources are', () => {
    expect(moduleToStart()).toMatch(/\/\.cache\/start\/1-1\/main\.js$/);
  });

  it.each([
    ['a source was written', () => utimesSync(source, 1, 1)],
    ['a source is gone', () => rmSync(source)],
    ['other packages are installed', () => writeFileSync(join(root, 'package-lock.json'), '{ }')],
    ['there is none', () => rmSync(manifest)],
    ['its list is broken off', () => writeFileSync(manifest, '{"folder":')],
  ])('is left alone when %s', (_, change) => {
    change();
    expect(moduleToStart()).toMatch(SOURCES);
  });

  it('is left alone when somebody wants to look at the sources', () => {
    expect(moduleToStart('--enable-source-maps')).toMatch(SOURCES);
  });

  it('has the files of threads beside the files that start them', () => {
    const texts = globSync('packages/*/src/**/*.ts', { cwd: project })
      .map((file) => readFileSync(join(project, file), 'utf8'))
      .filter((text) => text.includes('new Worker('));
    expect(texts).not.toEqual([]);
    // The bundler makes an entry of each `*-entry.js` and puts all of them into one folder.
    for (const [, path = ''] of texts.flatMap((text) => [...text.matchAll(/new URL\('([^']+)'/g)]))
      expect(path).toBe(`./${basename(path, '-entry.js')}-entry.js`);
  });
});
