import { describe, expect, it } from '@jest/globals';
import { Binary, doc, type Doc } from '../bson/values.ts';
import { readSession } from './call-session.ts';

const lsid = doc({ id: new Binary(Buffer.alloc(16), Binary.SUBTYPE_UUID) });

describe('the fields of a session', () => {
  it.each<[Doc, number]>([
    [doc({ lsid, txnNumber: 5 }), 14],
    [doc({ lsid, txnNumber: 5n, autocommit: 0 }), 14],
    [doc({ lsid, autocommit: true }), 72],
    [doc({ txnNumber: 5n }), 72],
    [doc({ lsid: 5 }), 14],
  ])('are refused: %j', (body, code) => {
    expect(() => readSession(body, undefined)).toThrow(expect.objectContaining({ code }));
  });

  it('are a transaction, a retryable write, or neither', () => {
    const read = (fields: Doc) => readSession(new Map([['lsid', lsid], ...fields]), undefined);
    expect(read(doc({ txnNumber: 5n, autocommit: false }))).toMatchObject({
      txnNumber: 5n,
      inTransaction: true,
    });
    expect(read(doc({ txnNumber: 5n, autocommit: null }))).toMatchObject({
      txnNumber: 5n,
      inTransaction: false,
    });
    expect(read(doc({ txnNumber: null }))).toMatchObject({ txnNumber: undefined, inTransaction: false });
    expect(readSession(doc({ ping: 1 }), undefined)).toBeUndefined();
  });
});
