import { BSONRegExp } from 'bson';
import { aliasOf } from '../model/types.ts';
import { fieldOf, whole } from '../model/paths.ts';
import { type Doc, isArray, isDoc, isNumber } from '../model/values.ts';
import { condition, MAKERS } from './conditions.ts';
import type { Dice } from './dice.ts';
import { int, type Plain, scalar, smallNumber, toPlain } from './values.ts';

export const PATHS = [
  '_id',
  'n',
  'a',
  's',
  'b',
  'u',
  'c',
  'd',
  'd.e',
  'd.f',
  'g',
  'g.e',
  'g.f',
  'loc',
  'c.0',
  'c.1',
  'g.0.e',
  'a.e',
  'zz',
  'd.e.f',
];
const COMMON = ['n', 's', 'u', 'c', 'd.e', 'd.f', 'g.e', 'g.f', 'b', 'a', '_id', 'c', 'g', 'loc'];

export const anyPath = (dice: Dice): string => dice.pick(dice.chance(85) ? COMMON : PATHS);

/** A filter that the document most likely meets. */
export function filter(dice: Dice, document: Doc, depth = 0): Plain {
  const made: Plain = {};
  const parts = depth === 0 ? 1 + dice.below(2) : 1;
  for (let part = 0; part < parts; part += 1) addPart(dice, document, depth, made);
  return made;
}

function addPart(dice: Dice, document: Doc, depth: number, made: Plain): void {
  if (dice.chance(2)) {
    made['loc'] = placeCondition(dice, document);
    return;
  }
  const kind = dice.below(depth > 2 ? 12 : 24);
  if (kind < 12) {
    const path = anyPath(dice);
    made[path] = condition(dice, document, path);
  } else if (kind < 14) Object.assign(made, plainEquality(dice, document));
  else if (kind < 16) made['$and'] = [filter(dice, document, depth + 1), filter(dice, document, depth + 1)];
  else if (kind < 19)
    made['$or'] = dice.chance(50)
      ? branches(dice, document, depth)
      : branches(dice, document, depth).reverse();
  else if (kind < 20)
    made['$nor'] = [never(dice), ...(dice.chance(20) ? [filter(dice, document, depth + 1)] : [])];
  else if (kind < 21) made['$comment'] = 'why';
  else if (kind < 22) made['$jsonSchema'] = schema(dice, document);
  else made['$expr'] = expressionTest(dice, document);
}

const placeCondition = (dice: Dice, document: Doc): Plain => {
  const $geoWithin = MAKERS['$geoWithin']?.({ dice, value: undefined, found: document.get('loc') });
  return $geoWithin === undefined ? { $exists: false } : { $geoWithin };
};

function branches(dice: Dice, document: Doc, depth: number): Plain[] {
  return [
    filter(dice, document, depth + 1),
    dice.chance(50) ? never(dice) : filter(dice, document, depth + 1),
  ];
}

function plainEquality(dice: Dice, document: Doc): Plain {
  const path = anyPath(dice);
  const [value] = whole(document, path.split('.'));
  if (typeof value === 'string' && value !== '' && dice.chance(30))
    return {
      [path]: new BSONRegExp(
        `^${value.slice(0, 1).replaceAll(/[^a-zA-Z0-9]/g, '.')}`,
        dice.chance(50) ? 'i' : '',
      ),
    };
  return { [path]: toPlain(value ?? null) };
}

/** Hardly any document meets this. */
function never(dice: Dice): Plain {
  return dice.pick<Plain>([
    { n: int(9_999) },
    { s: 'nowhere' },
    { u: { $lt: int(-99) } },
    { c: { $size: int(17) } },
    { _id: { $in: [] } },
  ]);
}

function schema(dice: Dice, document: Doc): Plain {
  const names = [...document.keys()].filter((name) => name !== 'touched');
  const name = dice.pick(names);
  const value = document.get(name);
  const alias = isNumber(value) && dice.chance(50) ? 'number' : aliasOf(value);
  const property: Plain = { bsonType: dice.chance(70) ? alias : [alias, 'string'] };
  if (isNumber(value) && dice.chance(40)) property[dice.pick(['minimum', 'maximum'])] = smallNumber(dice);
  if (isArray(value)) property['maxItems'] = int(dice.below(5));
  if (typeof value === 'string') property['minLength'] = int(dice.below(2));
  if (!isArray(value) && !isDoc(value) && dice.chance(20))
    property['enum'] = [toPlain(value ?? null), 'more'];
  return { ...(dice.chance(60) ? { required: [name] } : {}), properties: { [name]: property } };
}

function expressionTest(dice: Dice, document: Doc): Plain {
  const path = dice.pick(['n', 's', 'u', 'd.f', 'b', 'd.e', 'g.e']);
  const value = toPlain(fieldOf(document, path.split('.')) ?? null);
  const literal = { $literal: dice.chance(70) ? value : scalar(dice) };
  const name = dice.pick(['$eq', '$gte', '$lte', '$ne', '$gt', '$lt']);
  const test = { [name]: [`$${path}`, literal] };
  if (dice.chance(20)) return { $and: [test, { $ne: ['$n', 'never'] }] };
  if (dice.chance(15)) return { [dice.pick(['$gte', '$lte'])]: [{ $cmp: [`$${path}`, literal] }, int(0)] };
  if (dice.chance(20)) return { $or: [{ $eq: [{ $type: `$${path}` }, 'int'] }, test] };
  return dice.chance(15) ? { $not: [test] } : test;
}
