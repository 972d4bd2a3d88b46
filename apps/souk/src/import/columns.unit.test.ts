import { describe, expect, it } from '@jest/globals';
import { amount, options, path, whole } from './columns.ts';

describe('a cell', () => {
  it.each([
    ['129.90', 'BRL', 12990],
    ['129.9', 'BRL', 12990],
    ['129', 'BRL', 12900],
    ['0.07', 'BRL', 7],
    ['9999999999.99', 'BRL', 999999999999],
    ['1500', 'JPY', 1500],
    ['1.234', 'KWD', 1234],
  ])('%s is an amount in %s', (cell, currency, minor) => {
    expect(amount(cell, currency)).toEqual({ amount: minor, currency });
  });

  it.each(['', '-1', '1,50', '1.234', '1e3', 'R$ 5', '.5', '12345678901'])(
    '%j is no amount in BRL',
    (cell) => {
      expect(() => amount(cell, 'BRL')).toThrow('at most 2 decimals');
    },
  );

  it('holds a whole number, also one that a spreadsheet wrote with a point', () => {
    expect([whole(0)('0'), whole(0)('12.0'), whole(1)('1')]).toEqual([0, 12, 1]);
    for (const cell of ['-1', '1.5', '1e3', ' ', '0x1']) expect(() => whole(0)(cell)).toThrow('whole number');
    expect(() => whole(1)('0')).toThrow('at least 1');
  });

  it('holds a path of names', () => {
    expect(path('Home > Kitchen>Cups ')).toEqual(['Home', 'Kitchen', 'Cups']);
    expect(() => path('Home >')).toThrow('names with >');
  });

  it('holds options', () => {
    expect(options('size=S; colour = dark red')).toEqual([
      { name: 'size', value: 'S' },
      { name: 'colour', value: 'dark red' },
    ]);
    for (const cell of ['size', 'size=', '=S']) expect(() => options(cell)).toThrow('pairs such as');
  });
});
