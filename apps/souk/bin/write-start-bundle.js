// Writes the start bundle: run by the installation, and by `npm run bundle` when the sources have changed.
import { build } from 'esbuild';
import { globSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprint, projectRoot } from './bootstrap.js';
import { bundlesFolder, fileState, manifestFile } from './start-bundle.js';

const started = performance.now();
const bundles = bundlesFolder(projectRoot);
const folder = `${Date.now()}-${process.pid}`;

/** Native code finds its files by its own place; the logger starts threads from files; the manual's pages are files. */
const LEFT_WHERE_THEY_ARE = ['lmdb', 'bcrypt', 'pino', 'swagger-ui-express'];

/** CommonJS packages inside the bundle ask for Node's modules with `require`. No source may import the same name. */
const REQUIRE = `import { createRequire as requireBeside } from 'node:module'; const require = requireBeside(import.meta.url);`;

/** The command line and what starts in a thread of its own, which is found beside the file that starts it. */
function entryPoints() {
  const threads = globSync('packages/*/src/**/*-entry.js', { cwd: projectRoot });
  const named = threads.map((file) => [basename(file, '.js'), join(projectRoot, file)]);
  return { main: join(projectRoot, 'apps', 'souk', 'src', 'cli', 'main.ts'), ...Object.fromEntries(named) };
}

/** A Souk that is running may still want a file of an earlier bundle. */
function removeAllBut(newest) {
  const made = readdirSync(bundles).filter((name) => /^\d+-\d+$/.test(name));
  for (const old of made.sort().slice(0, -newest))
    rmSync(join(bundles, old), { recursive: true, force: true });
}

const { metafile } = await build({
  absWorkingDir: projectRoot,
  entryPoints: entryPoints(),
  outdir: join(bundles, folder),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  external: LEFT_WHERE_THEY_ARE,
  banner: { js: REQUIRE },
  legalComments: 'none',
  logLevel: 'error',
  metafile: true,
});

// The packages are what the lock file says; the sources can change at any time.
const sources = Object.keys(metafile.inputs).filter((file) => !file.startsWith('node_modules/'));
const inputs = Object.fromEntries(sources.map((file) => [file, fileState(join(projectRoot, file))]));
writeFileSync(join(bundles, folder, 'package.json'), '{ "type": "module" }');
const manifest = { folder, installed: fingerprint(projectRoot), inputs };
writeFileSync(join(bundles, folder, 'manifest.json'), JSON.stringify(manifest, null, 1));
renameSync(join(bundles, folder, 'manifest.json'), manifestFile(projectRoot));
removeAllBut(3);
console.log(
  `start bundle: ${sources.length} sources and ${Object.keys(metafile.inputs).length - sources.length} files of packages in ${(performance.now() - started).toFixed(0)} ms`,
);
