import { decodeDocument } from '../bson/decode.ts';
import type { Doc } from '../bson/values.ts';
import type { Row } from '../engine.ts';

/** A stored document on its way through a query; decoded at most once. */
export class StoredRow implements Row {
  readonly recordId: number;
  readonly raw: Uint8Array;
  readonly score: number | undefined;
  #doc: Doc | undefined;

  constructor(recordId: number, raw: Uint8Array, score?: number) {
    this.recordId = recordId;
    this.raw = raw;
    this.score = score;
  }

  doc(): Doc {
    this.#doc ??= decodeDocument(this.raw);
    return this.#doc;
  }
}
