/** What the test expects is not what was found. */
export class Mismatch extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Mismatch';
  }
}

/** The test can't be run; counted by its reason. */
export class Skipped extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Skipped';
  }
}

/** A fault of the test file or a part of the format that the runner doesn't know. */
export class Unsupported extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Unsupported';
  }
}

/** True for what the runner itself throws: no operation may expect it. */
export const isOfTheRunner = (error: unknown): boolean =>
  error instanceof Mismatch || error instanceof Skipped || error instanceof Unsupported;
