import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import type { Row } from '../engine.ts';

/** A row on its way through a query. */
export type PlanRow = Row;

/** A stored document; decoded at most once. */
export class StoredRow implements PlanRow {
  readonly recordId: number;
  readonly raw: Uint8Array;
  readonly score: number | undefined;
  readonly fieldsOnly = false;
  indexKey: Doc | undefined;
  #doc: Doc | undefined;

  constructor(recordId: number, raw: Uint8Array, score?: number) {
    this.recordId = recordId;
    this.raw = raw;
    this.score = score;
  }

  get size(): number {
    return this.raw.length;
  }

  doc(): Doc {
    this.#doc ??= decodeDocument(this.raw);
    return this.#doc;
  }
}

/** What a query asks for of a document, out of the key of an index; encoded only when asked for. */
export class KeyRow implements PlanRow {
  readonly recordId: number;
  readonly size: number;
  readonly score = undefined;
  readonly fieldsOnly: boolean;
  readonly #doc: Doc;
  #raw: Uint8Array | undefined;

  /** `fieldsOnly`: the document holds what was asked for and nothing else. */
  constructor(recordId: number, document: Doc, size: number, fieldsOnly: boolean) {
    this.recordId = recordId;
    this.#doc = document;
    this.size = size;
    this.fieldsOnly = fieldsOnly;
  }

  get raw(): Uint8Array {
    this.#raw ??= encodeDocument(this.#doc);
    return this.#raw;
  }

  doc(): Doc {
    return this.#doc;
  }
}
