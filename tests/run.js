// `npm test`, `npm run check` and the longer runs: plain JavaScript for Node ≥ 20 that installs what is missing first.
import { rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, projectNode, projectRoot, run } from '../apps/souk/bin/bootstrap.js';

const [task = 'test', ...rest] = process.argv.slice(2);

await ensureInstalled();

const node = projectNode();
const bin = (name) => join(projectRoot, 'node_modules', name);
const environment = {
  ...process.env,
  PATH: dirname(node) + delimiter + (process.env.PATH ?? ''),
  NODE_NO_WARNINGS: '1',
};
const step = (args) => run(node, args, { cwd: projectRoot, env: environment });

const jest = (args) => step([bin('jest/bin/jest.js'), ...args]);

const steps = {
  format: () => step([bin('prettier/bin/prettier.cjs'), '--check', '.']),
  lint: () => step([bin('eslint/bin/eslint.js'), '--max-warnings=0', '.']),
  types: () => step([bin('typescript/bin/tsc'), '-p', 'tsconfig.json']),
  architecture: () =>
    step([
      bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'services',
      'packages',
      'tests',
      'bench',
    ]),
  unused: () => step([bin('knip/bin/knip.js')]),
  boot,
  tests: () => jest([]),
};

/**
 * Starts the program under plain Node and stops it, as its users do and from the sources: what a test runner's module loader
 * would forgive fails here.
 */
async function boot() {
  const souk = join('apps', 'souk', 'bin', 'souk.js');
  const sources = `import('./apps/souk/src/cli/main.ts').then(async ({ main }) => {
    process.exitCode = await main(process.argv.slice(1));
  });`;
  for (const program of [[souk], ['--eval', sources, '--']]) {
    const code = await bootOnce([...program, 'start', '--exit-when-ready']);
    if (code !== 0) return code;
  }
  return 0;
}

async function bootOnce(args) {
  const data = join(projectRoot, '.cache', `boot-${process.pid}`);
  try {
    return await run(node, args, {
      cwd: projectRoot,
      env: { ...environment, SOUK_DATA: data, PORT: '0' },
    });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** All steps in turn, each told with its time; `--except NAME` leaves one out that has just been run by itself. */
async function check() {
  const except = rest[0] === '--except' ? rest[1] : undefined;
  const failed = [];
  for (const [name, runStep] of Object.entries(steps)) {
    if (name === except) continue;
    const started = Date.now();
    console.log(`\n── ${name}`);
    const code = await runStep();
    console.log(
      `── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    if (code !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? '\ncheck: everything passed' : `\ncheck: FAILED: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

const tasks = {
  test: () => jest(rest),
  check,
  ...Object.fromEntries(Object.entries(steps).map(([name, runStep]) => [name, runStep])),
  chaos: () => step([join('tests', 'chaos', 'chaos.ts'), ...rest]),
  docs: () => step([join('tests', 'docs', 'write.ts')]),
  node: () => step(rest),
  replay: () => step([join('tests', 'replay', 'main.ts'), ...rest]),
};

const chosen = tasks[task];
if (chosen === undefined) {
  console.error(`tests/run.js: no task "${task}"; there are: ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
process.exit(await chosen());
