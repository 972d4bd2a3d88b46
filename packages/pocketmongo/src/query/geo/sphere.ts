/** A point on the unit sphere. */
export type Vector = readonly [number, number, number];

/** Longitude and latitude in degrees, or x and y on the plane. */
export type Position = readonly [number, number];

export const EARTH_RADIUS_METERS = 6_378_100;
const TINY = 1e-12;
const RADIANS = Math.PI / 180;

export function vectorOf([longitude, latitude]: Position): Vector {
  const [lambda, phi] = [longitude * RADIANS, latitude * RADIANS];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

const length = (a: Vector): number => Math.sqrt(dot(a, a));

/** The angle between two points, radians; exact for near ones too. */
export const angleBetween = (a: Vector, b: Vector): number => Math.atan2(length(cross(a, b)), dot(a, b));

export const isSamePlace = (a: Vector, b: Vector): boolean => angleBetween(a, b) < TINY;

/** The distance between an arc of a great circle and a point, radians. */
export function distanceToArc(p: Vector, a: Vector, b: Vector): number {
  const ends = Math.min(angleBetween(p, a), angleBetween(p, b));
  const normal = cross(a, b);
  const size = length(normal);
  if (size < TINY) return ends;
  const between = dot(cross(normal, a), p) > 0 && dot(cross(b, normal), p) > 0;
  return between ? Math.abs(Math.asin(dot(normal, p) / size)) : ends;
}

/** True when the point lies on the arc. */
export const isOnArc = (p: Vector, a: Vector, b: Vector): boolean => distanceToArc(p, a, b) < TINY;

/** True when two arcs have a point in common. */
export const arcsMeet = (a: Vector, b: Vector, c: Vector, d: Vector): boolean =>
  endsTouch(a, b, c, d) || sidesDiffer(a, b, c, d);

/** True when two arcs meet somewhere between their ends. */
export const arcsCross = (a: Vector, b: Vector, c: Vector, d: Vector): boolean =>
  sidesDiffer(a, b, c, d) && !endsTouch(a, b, c, d);

const endsTouch = (a: Vector, b: Vector, c: Vector, d: Vector): boolean =>
  isOnArc(a, c, d) || isOnArc(b, c, d) || isOnArc(c, a, b) || isOnArc(d, a, b);

/** Whether the ends of each arc lie on different sides of the other; not exact where an end lies on it. */
function sidesDiffer(a: Vector, b: Vector, c: Vector, d: Vector): boolean {
  const [ab, cd] = [cross(a, b), cross(c, d)];
  const sides = [-dot(ab, c), dot(ab, d), dot(cd, a), -dot(cd, b)];
  return sides.every((side) => side > 0) || sides.every((side) => side < 0);
}

const scaled = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
const unit = (a: Vector): Vector => scaled(a, 1 / length(a));

export const middleOfArc = (a: Vector, b: Vector): Vector => unit(plus(a, b));

/** A point a little to the left of an arc at one of its points, with a negative offset to the right. */
export function beside(point: Vector, a: Vector, b: Vector, offset: number): Vector {
  const left = cross(a, b);
  return length(left) < TINY ? point : unit(plus(point, scaled(unit(left), offset)));
}

const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

const cornersOf = (ring: readonly Vector[]): Vector => ring.reduce<Vector>(plus, [0, 0, 0]);

/** At a right angle to the plane that the ring goes round, on the side from which its inside lies to the left. */
const axisOf = (ring: readonly Vector[]): Vector =>
  ring.reduce<Vector>((sum, a, i) => plus(sum, cross(a, ring[i + 1] ?? a)), [0, 0, 0]);

/** Whether the smaller side of a ring lies to the left of who follows it. */
export const windsLeft = (ring: readonly Vector[]): boolean => dot(axisOf(ring), cornersOf(ring)) > 0;

/** A direction in which the ring lies, whichever way it winds: its axis, on the side of its corners. */
function middleOf(ring: readonly Vector[]): Vector {
  const [corners, axis] = [cornersOf(ring), axisOf(ring)];
  const middle = dot(axis, corners) < 0 ? scaled(axis, -1) : axis;
  // Of a ring without an area the axis points anywhere.
  return facesAll(middle, ring) ? middle : corners;
}

const facesAll = (middle: Vector, ring: readonly Vector[]): boolean =>
  ring.every((corner) => dot(middle, corner) > 0);

/** True when all of a ring lies on one half of the earth, so that it is clear which side is inside. */
export const fitsHemisphere = (ring: readonly Vector[]): boolean => facesAll(middleOf(ring), ring);

/** True when the ring, which is smaller than a hemisphere, goes round the point or passes through it. */
export function ringHolds(ring: readonly Vector[], p: Vector): boolean {
  const middle = middleOf(ring);
  let turned = 0;
  for (const [i, a] of ring.entries()) {
    const b = ring[i + 1];
    if (b === undefined) continue;
    if (isOnArc(p, a, b)) return true;
    const [from, to] = [towards(p, a), towards(p, b)];
    turned += Math.atan2(dot(cross(from, to), p), dot(from, to));
  }
  // Seen from the other side of the earth the ring goes round as well.
  return Math.abs(turned) > Math.PI && dot(middle, p) > 0;
}

/** The direction from a point to another, in the plane that touches the sphere there. */
function towards(from: Vector, to: Vector): Vector {
  const along = dot(from, to);
  return [to[0] - along * from[0], to[1] - along * from[1], to[2] - along * from[2]];
}
