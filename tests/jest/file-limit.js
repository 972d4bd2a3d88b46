/** Ends the run when one test file takes this long. A limit for what hangs, not a measure of speed. */
export default class FileLimit {
  #timers = new Map();

  constructor(_globalConfig, { minutes }) {
    this.minutes = minutes;
  }

  onTestFileStart(test) {
    const end = () => {
      console.error(`\n${test.path} has not ended within ${this.minutes} minutes: the run ends here.`);
      process.exit(1);
    };
    this.#timers.set(test.path, setTimeout(end, this.minutes * 60_000));
  }

  onTestFileResult(test) {
    clearTimeout(this.#timers.get(test.path));
  }
}
