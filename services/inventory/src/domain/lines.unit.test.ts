import { describe, expect, it } from '@jest/globals';
import { exampleId } from '@souk/contracts';
import { MAX_LINE_QUANTITY, normaliseLines, sameLines } from './lines.ts';

const first = exampleId('offer', 1);
const second = exampleId('offer', 2);

describe('lines', () => {
  it('are sorted by offer, and those of one offer put together', () => {
    const lines = normaliseLines([
      { offerId: second, quantity: 1 },
      { offerId: first, quantity: 2 },
      { offerId: second, quantity: 3 },
    ]);
    expect(lines).toEqual([
      { offerId: first, quantity: 2 },
      { offerId: second, quantity: 4 },
    ]);
  });

  it.each([
    ['no line', [], '/lines', 'min-items'],
    ['no piece', [{ offerId: first, quantity: 0 }], '/lines/0/quantity', 'range'],
    ['half a piece', [{ offerId: first, quantity: 0.5 }], '/lines/0/quantity', 'range'],
    ['another id', [{ offerId: exampleId('cart'), quantity: 1 }], '/lines/0/offerId', 'id'],
    [
      'too many of one offer together',
      [
        { offerId: first, quantity: MAX_LINE_QUANTITY },
        { offerId: first, quantity: 1 },
      ],
      '/lines',
      'maximum',
    ],
  ])('refuse %s', (_what, lines, pointer, rule) => {
    expect(() => normaliseLines(lines)).toThrow(
      expect.objectContaining({
        code: 'reservation-invalid',
        errors: [expect.objectContaining({ pointer, rule })],
      }),
    );
  });

  it('are the same when offers and quantities are', () => {
    const lines = [{ offerId: first, quantity: 1 }];
    expect(sameLines(lines, [{ offerId: first, quantity: 1 }])).toBe(true);
    expect(sameLines(lines, [{ offerId: first, quantity: 2 }])).toBe(false);
    expect(sameLines(lines, [{ offerId: second, quantity: 1 }])).toBe(false);
    expect(sameLines(lines, [])).toBe(false);
  });
});
