/**
 * Builds what is published, because Node strips no types under `node_modules`: `node scripts/build.ts [folder]`.
 * The folder (`dist` when left out) is a package of its own: `npm pack ./dist`, `npm publish ./dist`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const packageRoot = join(import.meta.dirname, '..');
const outDir = resolve(process.argv[2] ?? join(packageRoot, 'dist'));
const WORKSPACE_ONLY = new Set(['private', 'scripts', 'devDependencies']);

function compile(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = join(packageRoot, 'tsconfig.build.json');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project, '--outDir', outDir], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`tsc ended with ${status ?? 'a signal'}`);
}

/** The source's package.json with the entry points of the built files, without what only the workspace needs. */
function publishedManifest(): Record<string, unknown> {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const left = Object.entries(manifest).filter(([field]) => !WORKSPACE_ONLY.has(field));
  // The workspace has no `engines`: it brings its own Node and is installed with an older one.
  const engines = { node: '>=24' };
  return {
    ...Object.fromEntries(left),
    engines,
    exports: { '.': { types: './src/index.d.ts', default: './src/index.js' } },
  };
}

rmSync(outDir, { recursive: true, force: true });
compile();
writeFileSync(join(outDir, 'package.json'), `${JSON.stringify(publishedManifest(), null, 2)}\n`);
for (const name of ['README.md', 'docs'])
  cpSync(join(packageRoot, name), join(outDir, name), { recursive: true });
console.log(outDir);
