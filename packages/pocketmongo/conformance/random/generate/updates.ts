import { Double, Long } from 'bson';
import { whole } from '../model/paths.ts';
import { type Doc, isArray, isDoc, isInteger, isNumber } from '../model/values.ts';
import { condition } from './conditions.ts';
import type { Dice } from './dice.ts';
import {
  anything,
  document as newDocument,
  FIELD_NAMES,
  fieldValue,
  int,
  list,
  type Plain,
  scalar,
  smallNumber,
  toPlain,
} from './values.ts';

export type Update = {
  u: unknown;
  arrayFilters?: unknown[];
  /** Part of a filter that fixes the position. */ where?: Plain;
  /** Not to be put beside another mistake. */
  wrong?: true;
};

const SETTABLE = [...FIELD_NAMES, 'd.e', 'd.f', 'a.e', 'c.0', 'g.0.e', 'new', 'deep.er.e'];

/** An update that fits a document. */
export function update(dice: Dice, target: Doc): Update {
  const kind = dice.below(22);
  if (kind < 1) {
    const replacement = newDocument(dice, 0);
    delete replacement['_id'];
    return { u: replacement };
  }
  if (kind < 4) return { u: pipeline(dice) };
  if (kind < 8) {
    const placed = placedUpdate(dice, target);
    if (placed !== undefined) return placed;
  }
  const made: Record<string, Plain> = {};
  const taken = new Set<string>();
  let conflicts = false;
  for (let count = 1 + dice.below(3); count > 0; count -= 1)
    conflicts = addModifier(dice, target, made, taken) || conflicts;
  if (Object.keys(made).length === 0) return { u: { $set: { n: smallNumber(dice) } } };
  return conflicts ? { u: made, wrong: true } : { u: made };
}

type Operation = { path: string; operand: unknown };
type Maker = (dice: Dice, target: Doc) => Operation | undefined;

function pathWith(
  dice: Dice,
  target: Doc,
  paths: readonly string[],
  fits: (value: unknown) => boolean,
): string | undefined {
  const fitting = paths.filter((path) => fits(whole(target, path.split('.'))[0]));
  return fitting.length > 0 ? dice.pick(fitting) : undefined;
}

const at = (path: string | undefined, operand: unknown): Operation | undefined =>
  path === undefined ? undefined : { path, operand };
const isNumeric = (value: unknown): boolean => isNumber(value as never) || value === undefined;
const arrayPath = (dice: Dice, target: Doc): string | undefined =>
  dice.chance(95)
    ? pathWith(dice, target, ['c', 'g', 'a', 'd.e'], (value) => isArray(value as never))
    : dice.pick(['c', 'g', 'newlist']);
const numberPath = (dice: Dice, target: Doc): string | undefined =>
  pathWith(dice, target, ['n', 'd.f', 'u', 'd.e', 'a', 'b', 'counter'], isNumeric);

const MODIFIERS: Readonly<Record<string, Maker>> = {
  $set: (dice) => {
    const path = dice.pick(SETTABLE);
    return at(path, fieldValue(dice, path));
  },
  $unset: (dice) => at(dice.pick([...SETTABLE, 'c.1']), ''),
  $inc: (dice, target) => at(numberPath(dice, target), dice.chance(95) ? smallNumber(dice) : Long.MAX_VALUE),
  $mul: (dice, target) =>
    at(
      numberPath(dice, target),
      dice.pick([int(2), int(-1), int(0), new Double(0.5), Long.fromNumber(1), int(3)]),
    ),
  $min: (dice) => at(dice.pick(['n', 'd.f', 's', 'b', 'fresh']), scalar(dice)),
  $max: (dice) => at(dice.pick(['n', 'd.f', 's', 'b', 'fresh']), scalar(dice)),
  $rename: (dice) =>
    at(
      dice.pick(['s', 'b', 'new', 'd.e', 'moved', 'fresh', 'zz']),
      dice.pick(['moved', 's', 'b', 'd.moved']),
    ),
  $currentDate: (dice) => at('touched', dice.chance(50) ? true : { $type: 'date' }),
  $setOnInsert: (dice) => at(dice.pick(['n', 'new', 'd.e']), scalar(dice)),
  $push: (dice, target) => push(dice, arrayPath(dice, target)),
  $addToSet: (dice, target) => {
    const path = arrayPath(dice, target);
    return at(
      path,
      dice.chance(50) ? elementFor(dice, path) : { $each: list(dice, 3, (one) => elementFor(one, path)) },
    );
  },
  $pop: (dice, target) => at(arrayPath(dice, target), int(dice.chance(50) ? 1 : -1)),
  $pull: (dice, target) => pull(dice, target),
  $pullAll: (dice, target) => {
    const path = arrayPath(dice, target) ?? 'c';
    const [array] = whole(target, path.split('.'));
    return at(path, isArray(array) && array.length > 0 ? dice.some(array, 2).map(toPlain) : [scalar(dice)]);
  },
  $bit: (dice, target) =>
    at(
      pathWith(
        dice,
        target,
        ['n', 'u', 'd.f', 'bits'],
        (value) => value === undefined || isInteger(value as never),
      ),
      {
        [dice.pick(['and', 'or', 'xor'])]: dice.chance(60)
          ? int(dice.below(16))
          : Long.fromNumber(dice.below(16)),
      },
    ),
};

const elementFor = (dice: Dice, path: string | undefined): unknown =>
  path === 'g' ? { e: smallNumber(dice), f: scalar(dice) } : dice.chance(85) ? scalar(dice) : anything(dice);

function push(dice: Dice, path: string | undefined): Operation | undefined {
  if (dice.chance(40)) return at(path, elementFor(dice, path));
  const clauses: Plain = { $each: list(dice, 3, (one) => elementFor(one, path)) };
  if (dice.chance(75)) clauses['$position'] = int(dice.below(5) - 2);
  if (dice.chance(75))
    clauses['$sort'] =
      path === 'g' && dice.chance(70) ? { e: int(1), f: int(-1) } : int(dice.chance(50) ? 1 : -1);
  if (dice.chance(60)) clauses['$slice'] = int(dice.below(9) - 4);
  return at(path, clauses);
}

function pull(dice: Dice, target: Doc): Operation | undefined {
  const path = arrayPath(dice, target);
  const [array] = path === undefined ? [] : whole(target, path.split('.'));
  if (!isArray(array) || array.length === 0) return at(path, scalar(dice));
  const element = dice.pick(array);
  if (isDoc(element) && element.has('e'))
    return at(path, { e: dice.chance(50) ? toPlain(element.get('e')) : condition(dice, element, 'e') });
  return at(path, dice.chance(50) ? toPlain(element) : condition(dice, new Map([['x', element]]), 'x'));
}

const NAMES = Object.keys(MODIFIERS);

/** Whether two changes of one field may meet, which is a mistake. */
function addModifier(dice: Dice, target: Doc, made: Record<string, Plain>, taken: Set<string>): boolean {
  const name = dice.pick(NAMES);
  const operation = MODIFIERS[name]?.(dice, target);
  if (operation === undefined) return false;
  const touched = [operation.path, ...(name === '$rename' ? [String(operation.operand)] : [])].map(
    (path) => path.split('.')[0] ?? '',
  );
  const conflicts = touched.some((path) => taken.has(path));
  if (conflicts && !dice.chance(3)) return false;
  for (const path of touched) taken.add(path);
  (made[name] ??= {})[operation.path] = operation.operand;
  return conflicts;
}

/** Through `$`, `$[]` and `$[name]`. */
function placedUpdate(dice: Dice, target: Doc): Update | undefined {
  const array = target.get('g');
  if (!isArray(array) || array.length === 0 || !array.every(isDoc)) return scalarPlaced(dice, target);
  const change = dice.pick<(path: string) => Plain>([
    (path) => ({ $set: { [`${path}.f`]: scalar(dice) } }),
    (path) => ({ $unset: { [`${path}.f`]: '' } }),
    (path) => ({ $max: { [`${path}.f`]: scalar(dice) } }),
  ]);
  const element = dice.pick(array);
  const kind = dice.below(3);
  if (kind === 0) return { u: change('g.$[]') };
  if (kind === 1)
    return { u: change('g.$[one]'), arrayFilters: [{ 'one.e': condition(dice, element, 'e') }] };
  const match = condition(dice, element, 'e');
  const held = dice.chance(50)
    ? { g: { $elemMatch: { e: match } } }
    : { 'g.e': { $in: [toPlain(element.get('e') ?? null)] } };
  return { u: change('g.$'), where: held };
}

function scalarPlaced(dice: Dice, target: Doc): Update | undefined {
  const array = target.get('c');
  if (!isArray(array) || array.length === 0) return undefined;
  const element = dice.pick(array);
  const kind = dice.below(3);
  if (kind === 0) return { u: { $set: { 'c.$[]': scalar(dice) } } };
  if (kind === 1)
    return {
      u: { $set: { 'c.$[x]': scalar(dice) } },
      arrayFilters: [{ x: condition(dice, new Map([['x', element]]), 'x') }],
    };
  return { u: { $set: { 'c.$': scalar(dice) } }, where: { c: { $in: [toPlain(element)] } } };
}

function pipeline(dice: Dice): unknown[] {
  const stages: Plain[] = [
    { $set: { n: { $ifNull: ['$n', int(0)] }, copy: '$s' } },
    { $set: { b: { $cond: [{ $eq: [{ $type: '$n' }, 'int'] }, 'whole', '$b'] } } },
    { $unset: ['copy', 'd.e'] },
    {
      $set: {
        n: { $cond: [{ $in: [{ $type: '$n' }, ['int', 'long', 'double']] }, { $add: ['$n', int(1)] }, '$n'] },
      },
    },
    {
      $set: {
        joined: { $cond: [{ $eq: [{ $type: '$s' }, 'string'] }, { $concat: ['$s', '!'] }, '$$REMOVE'] },
      },
    },
    { $addFields: { size: { $cond: [{ $isArray: '$c' }, { $size: '$c' }, int(-1)] } } },
    { $project: { zz: int(0) } },
    { $replaceWith: '$$ROOT' },
  ];
  return dice.some(stages, 3);
}
