import LightRunner from 'jest-light-runner/child-process';

/**
 * Runs test files in plain Node, in processes that it keeps. Each process asks for the configuration when it starts; in
 * `jest-light-runner` 0.8.2 the first that asks is answered in the name of all that have been given a file, and one that
 * does not listen yet waits for ever. Here each file comes with an answer of its own.
 */
export default class Runner extends LightRunner {
  constructor(...settings) {
    super(...settings);
    // Also where one worker is enough: what a test leaves open ends with its process.
    this._runtime = 'child_process';
  }

  _runTest(test) {
    const { config } = test.context;
    const isFirst = !this._testRunners.has(config);
    const result = super._runTest(test);
    if (isFirst) {
      const entry = this._testRunners.get(config);
      const workerData = {
        globalConfig: this._globalConfig,
        projectConfig: config,
        runtime: this._runtime,
      };
      entry.run = ({ path }) => entry.pool.run(path, { channel: answering(workerData) });
    }
    return result;
  }
}

/** A process's channel to the main one, which answers its one question. */
function answering(workerData) {
  let tell = () => undefined;
  return {
    onMessage: (listener) => (tell = listener),
    postMessage: (asked) => {
      if (asked === 'jest-light-runner-get-worker-data')
        tell({ type: 'jest-light-runner-worker-data', workerData });
    },
  };
}
