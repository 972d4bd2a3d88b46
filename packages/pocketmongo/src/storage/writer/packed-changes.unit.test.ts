import { describe, expect, it } from '@jest/globals';
import { keyText } from '../keys.ts';
import { WriteSet } from '../write-set.ts';
import { packChanges, packedSize, unpackChanges } from './packed-changes.ts';

function passed(writes: WriteSet) {
  const packed = Buffer.alloc(packedSize(writes));
  packChanges(writes, packed);
  return Array.from(unpackChanges(packed));
}

describe('changes on their way to the thread that writes', () => {
  it('arrive as they were, in their order', () => {
    const changes: [Buffer, Buffer | null][] = [
      [Buffer.from([0, 255, 128, 7]), Buffer.from('value')],
      [Buffer.from('removed'), null],
      [Buffer.from('empty'), Buffer.alloc(0)],
      [Buffer.from('large'), Buffer.alloc(100_000, 0xa5)],
    ];
    const writes = new WriteSet();
    for (const [key, value] of changes) writes.set(keyText(key), value);
    expect(passed(writes)).toEqual(changes);
  });

  it('can be none', () => {
    expect(passed(new WriteSet())).toEqual([]);
  });
});
