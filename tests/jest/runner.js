import Tinypool from 'tinypool';

/**
 * Runs test files in plain Node, in processes that it keeps. What happens in them is `jest-light-runner`'s; its own way of
 * starting them now and then leaves one without its settings, which then waits for ever. Here they come with each file.
 */
export default class Runner {
  #globalConfig;

  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  async runTests(tests, _watcher, onStart, onResult, onFailure) {
    const { maxWorkers } = this.#globalConfig;
    const pool = new Tinypool({
      filename: new URL('./worker.js', import.meta.url).href,
      runtime: 'child_process',
      env: process.env,
      minThreads: maxWorkers,
      maxThreads: maxWorkers,
    });
    const waiting = tests.values();
    const work = async () => {
      for (const test of waiting) {
        await onStart(test);
        await pool.run({ path: test.path, settings: this.#settingsFor(test) }).then(
          (result) => onResult(test, result),
          (error) => onFailure(test, error),
        );
      }
    };
    await Promise.all(Array.from({ length: maxWorkers }, work));
    await pool.destroy();
  }

  #settingsFor({ context }) {
    return { globalConfig: this.#globalConfig, projectConfig: context.config, runtime: 'child_process' };
  }
}
