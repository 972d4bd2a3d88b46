// Runs on any Node ≥ 20, before anything is installed: only built-in modules here.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const NODE_MAJOR = 24;
const INSTALL = ['install', '--no-audit', '--no-fund'];

/** Where the project's own Node lies once npm has installed it. */
export function projectNode(root = projectRoot) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(root, 'node_modules', 'node', 'bin', name);
}

/**
 * The arguments of `npm install` on a platform. The lock file is made on Linux; it can lack the native packages of
 * other platforms (npm/cli#4828), so that there npm resolves the ranges afresh and leaves the lock alone.
 */
export function installArguments(platform = process.platform) {
  return platform === 'linux' ? INSTALL : [...INSTALL, '--no-package-lock'];
}

/** Whether what is installed is what package.json and the lock file ask for. */
export function isInstalled(root = projectRoot) {
  const stamp = stampFile(root);
  return (
    existsSync(projectNode(root)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root)
  );
}

/**
 * Installs what is missing, showing npm's own output on standard error: standard output belongs to the command that
 * somebody may read with a program. Does nothing when all is there.
 */
export async function ensureInstalled(root = projectRoot) {
  if (isInstalled(root)) return;
  console.error('souk: installing what is missing (npm install; about a minute the first time) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await run(npm, installArguments(), {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['inherit', 2, 'inherit'],
  });
  if (code !== 0) {
    console.error(`souk: npm install ended with ${code}. Mend what it says above, then start again.`);
    process.exit(code);
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  await bundleForStarts(root);
  writeFileSync(stampFile(root), fingerprint(root));
}

/** Makes starts faster; without it they run from the sources. */
async function bundleForStarts(root) {
  const script = join(root, 'apps', 'souk', 'bin', 'write-start-bundle.js');
  if (!existsSync(script)) return;
  const code = await run(projectNode(root), [script], { cwd: root, stdio: ['ignore', 2, 'inherit'] });
  if (code !== 0)
    console.error('souk: there is no start bundle: starts run from the sources and take longer.');
}

/** Whether this very process already is the Node that the project wants. */
export function onProjectNode() {
  return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR;
}

/**
 * Starts a program, hands signals on to it and resolves with its exit code (128 + signal when one ended it).
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const each of signals) process.off(each, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function stampFile(root) {
  return join(root, 'node_modules', '.souk-installed');
}

/** Tells one set of installed packages from another. */
export function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
