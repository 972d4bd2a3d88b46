import { describe, expect, it } from '@jest/globals';
import { doc, Timestamp } from '../bson/values.ts';
import { fillEmptyTimestamps } from './empty-timestamps.ts';

const empty = new Timestamp({ t: 0, i: 0 });

describe('fillEmptyTimestamps', () => {
  it('gives each empty timestamp of the document itself a later time', () => {
    const filled = fillEmptyTimestamps(doc({ a: empty, b: empty }));
    const [a, b] = [...filled.values()] as Timestamp[];
    expect(a?.t).toBeGreaterThan(0);
    expect(b?.greaterThan(a ?? empty)).toBe(true);
  });

  it('leaves the id, other timestamps and what lies deeper', () => {
    const document = doc({ _id: empty, a: new Timestamp({ t: 0, i: 1 }), b: doc({ c: empty }), d: [empty] });
    expect(fillEmptyTimestamps(document)).toBe(document);
  });
});
