/**
 * Thrown by an operation that has used up its budget in the serving thread: it starts anew in a reader. Never reaches a
 * client.
 */
export class HandOver extends Error {
  constructor() {
    super('the operation goes on in a reader');
    this.name = 'HandOver';
  }
}

/** What a query may do in the serving thread before it starts anew in a reader. */
export interface HomeBudget {
  /** Steps that are left: documents or keys looked at, documents through a stage. */
  steps: number;
  /** Documents of a collection that may be read through before the first result. */
  readonly scanned: number;
  /** Documents of a collection that may be read through batch by batch. */
  readonly streamed: number;
}
