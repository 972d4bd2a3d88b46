// A process that runs test files. They run in plain Node, so that what production refuses fails here too.
import { registerHooks } from 'node:module';

// Outside of Jest's own module loader, `@jest/globals` only throws; there the runner has made the same functions global.
const globalsOfJest = new URL('./globals.js', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globalsOfJest, shortCircuit: true } : next(specifier, context),
});

// Nobody reads the results any more once the main process is gone.
process.once('disconnect', () => process.exit(1));

const { default: run, setWorkerData } = await import(
  new URL('./worker-runner.js', import.meta.resolve('jest-light-runner'))
);
let hasSettings = false;

/** Runs one file and gives its results, as Jest wants them. */
export default function runFile({ path, settings }) {
  if (!hasSettings) setWorkerData(settings);
  hasSettings = true;
  return run(path);
}
