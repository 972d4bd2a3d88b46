import { expressions } from '../../families/expressions.ts';
import { dbl, dec, refused, whole } from '../../values.ts';

/** A union has no order of its own. */
const sorted = (sets: unknown) => whole({ $sortArray: { input: { $setUnion: sets }, sortBy: 1 } });

/** Sets: arrays whose order and repetitions don't count. */
export const sets = expressions('sets', {
  $setEquals: [
    [[['a', 'b', 'a'], ['b', 'a']], true],
    [[['a', 'b'], [['a', 'b']]], false],
    [[[], []], true],
    [[[1], [dbl(1)], [1n]], true],
    [[[1, 2], [1]], false],
    [[[null], [null]], true],
    [[[1], null], refused(5887502)],
    [[[1], 'x'], refused(5887502)],
    [[[1], '$no'], refused(17044)],
    [['$a', [1]], refused(17044), { a: 5 }],
    [[[1]], refused(17045)],
  ],
  $setIntersection: [
    [[['a', 'b', 'a'], ['b', 'a']], ['a', 'b']],
    [[['a', 'b'], [['a', 'b']]], []],
    [[[1, 2], [2, 3], [2]], [2]],
    [[[1], []], []],
    [[], []],
    [[[1], null], null],
    [[[1], '$no'], null],
    [[[1], 'x'], refused(17047)],
  ],
  $setUnion: [
    [sorted([['b', 'a'], ['c', 'a']]), ['a', 'b', 'c']],
    [[['a', 'b'], [['a', 'b']]], ['a', 'b', ['a', 'b']]],
    [[[1, 1, 2]], [1, 2]],
    [[[1, dbl(1)], [1n]], [1]],
    [[[dec('3.10')], [dec('3.1')]], [dec('3.10')]],
    [[], []],
    [[[1], null], null],
    [['$no', [1]], null],
    [[[1], 'x'], refused(17043)],
  ],
  $setDifference: [
    [[['a', 'b', 'a'], ['b']], ['a']],
    [[['a', 'b'], [['a', 'b']]], ['a', 'b']],
    [[[1, 2], [dbl(2)]], [1]],
    [[[], [1]], []],
    [[null, [1]], null],
    [[[1], '$no'], null],
    [['x', [1]], refused(17048)],
    [[[1], 'x'], refused(17049)],
    [[[1]], refused(16020)],
  ],
  $setIsSubset: [
    [[['a', 'b', 'a'], ['b', 'a', 'c']], true],
    [[['a', 'b'], [['a', 'b']]], false],
    [[[], [1]], true],
    [[[], []], true],
    [[[1], []], false],
    [[[1n], [1.0]], true],
    [[null, [1]], refused(17046)],
    [[[1], null], refused(17310, 17042)],
    [[[1]], refused(16020)],
  ],
  $allElementsTrue: [
    [[[true, 1, 'x']], true],
    [[[[false]]], true],
    [[[]], true],
    [[[null, true]], false],
    [[[0]], false],
    [['$a'], false, { a: [1, 0] }],
    [['x'], refused(17040)],
    [[null], refused(17040)],
  ],
  $anyElementTrue: [
    [[[true, false]], true],
    [[[[false]]], true],
    [[[null, false, 0]], false],
    [[[]], false],
    [['$a'], true, { a: [0, 1] }],
    [['x'], refused(17041)],
    [[null], refused(17041)],
  ],
}); // prettier-ignore
