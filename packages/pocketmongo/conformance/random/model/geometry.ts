import { toDouble } from './exact.ts';
import { type Found, isArray, isDoc, isNumber, ModelError, type Value } from './values.ts';

type Point = readonly [number, number];

function pointOf(value: Found): Point | undefined {
  const parts = isDoc(value) ? [...value.values()] : isArray(value) ? value : [];
  const [x, y] = parts;
  return isNumber(x) && isNumber(y) ? [toDouble(x), toDouble(y)] : undefined;
}

function points(value: Value | undefined): Point[] {
  if (!isArray(value)) throw new ModelError(2);
  return value.map((one) => {
    const point = pointOf(one);
    if (point === undefined) throw new ModelError(2);
    return point;
  });
}

/** `$geoWithin` of flat shapes. */
export function geoWithin(operand: Value): (value: Found) => boolean {
  if (!isDoc(operand)) throw new ModelError(2);
  const [[shape, given] = ['', undefined]] = [...operand];
  const inside = shapeOf(shape, given);
  return (value) => {
    const candidates = isArray(value) && value.some(isArray) ? value : [value];
    return candidates.some((candidate) => {
      const point = pointOf(candidate);
      return point !== undefined && inside(point);
    });
  };
}

function shapeOf(shape: string, given: Value | undefined): (point: Point) => boolean {
  if (shape === '$box') {
    const [low = [0, 0], high = [0, 0]] = points(given);
    return ([x, y]) => x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1];
  }
  if (shape !== '$center' || !isArray(given)) throw new ModelError(2);
  const [centre] = points([given[0] ?? null]);
  const radius = isNumber(given[1]) ? toDouble(given[1]) : 0;
  return ([x, y]) => Math.hypot(x - (centre?.[0] ?? 0), y - (centre?.[1] ?? 0)) <= radius;
}
