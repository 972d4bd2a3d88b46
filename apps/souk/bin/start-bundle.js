// The start bundle: the sources and their packages in a few files, so that a start loads 40 modules instead of 1,700.
// It is made with an installation and used only while it is exactly what the sources are; docs/decisions/0010.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fingerprint, projectRoot } from './bootstrap.js';

const SOURCE = join('apps', 'souk', 'src', 'cli', 'main.ts');

/** Where the start bundles of a checkout lie, each in a folder of its own: a running Souk may still load from the last one. */
export const bundlesFolder = (root) => join(root, '.cache', 'start');

/** The file that names the bundle in force: `{ folder, installed, inputs: { file: state } }`. */
export const manifestFile = (root) => join(bundlesFolder(root), 'manifest.json');

/** What tells whether a file is still the one that was bundled. */
export function fileState(file) {
  const { mtimeMs, size } = statSync(file);
  return `${mtimeMs} ${size}`;
}

/**
 * The URL of the module to start with: the bundle's while it is up to date, else the sources'. Whoever gives Node options (a
 * debugger, a profiler, a hook on modules) wants to look at the sources.
 */
export function mainModule(root = projectRoot) {
  const isLookedAt = process.execArgv.length > 0 || (process.env.NODE_OPTIONS ?? '') !== '';
  const folder = isLookedAt ? null : bundleInForce(root);
  return pathToFileURL(folder === null ? join(root, SOURCE) : join(folder, 'main.js')).href;
}

function bundleInForce(root) {
  try {
    const { folder, installed, inputs } = JSON.parse(readFileSync(manifestFile(root), 'utf8'));
    const isCurrent = ([file, state]) => fileState(join(root, file)) === state;
    if (installed !== fingerprint(root) || !Object.entries(inputs).every(isCurrent)) return null;
    return join(bundlesFolder(root), folder);
  } catch {
    // There is none, or one of its sources is gone: the sources run as well.
    return null;
  }
}
