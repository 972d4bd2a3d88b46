import { describe, expect, it } from '@jest/globals';
import { doc, type Doc, type Value } from '../bson/values.ts';
import { checkIdIndex } from './id-index.ts';

const spec = (fields: Record<string, Value>): Doc => doc({ key: doc({ _id: 1 }), name: '_id_', ...fields });

describe('the idIndex of create', () => {
  it.each<[Value, number | undefined]>([
    [null, undefined],
    [spec({}), undefined],
    [spec({ v: 2n, name: 'other' }), undefined],
    [1, 14],
    [doc({ name: '_id_' }), 9],
    [doc({ key: doc({ _id: 1 }) }), 9],
    [spec({ key: 'x' }), 14],
    [spec({ key: doc({ _id: -1 }) }), 2],
    [spec({ key: doc({ _id: 1, a: 1 }) }), 2],
    [spec({ name: 1 }), 14],
    [spec({ name: '' }), 67],
    [spec({ v: 3 }), 67],
    [spec({ v: 'x' }), 14],
  ])('%#', (idIndex, code) => {
    expect(codeOf(doc({ create: 'x', idIndex }))).toBe(code);
  });

  it.each(['viewOn', 'timeseries', 'clusteredIndex'])('goes not with %s', (other) => {
    expect(codeOf(doc({ create: 'x', idIndex: spec({}), [other]: doc({}) }))).toBe(72);
  });
});

function codeOf(body: Doc): unknown {
  try {
    checkIdIndex(body);
    return undefined;
  } catch (error) {
    return Error.isError(error) && 'code' in error ? error.code : error;
  }
}
