import { seededRandom } from './seeded-random.ts';

/** `count` picks out of `size` things, the first picked most: the k-th in proportion to 1/k. The same seed, the same picks. */
export function zipfPicks(size: number, count: number, seed: number): number[] {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= size; rank += 1) sums.push((sum += 1 / rank));
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => firstAbove(sums, random() * sum));
}

function firstAbove(sums: readonly number[], value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
