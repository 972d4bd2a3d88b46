import { isArray, isDoc, type Doc, type Found, type Value } from './model/values.ts';

const of = (kind: string, names: string): string[] => names.split(' ').map((name) => `${kind} ${name}`);

/** Every operator that the model speaks, with the place where it stands: `$set` is a modifier and a stage. */
export const OPERATORS: readonly string[] = [
  ...of('filter', '$and $or $nor $expr $jsonSchema $comment $eq $ne $gt $gte $lt $lte $in $nin $not $exists'),
  ...of('filter', '$type $size $mod $regex $options $all $elemMatch $geoWithin $box $center'),
  ...of('filter', '$bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear'),
  ...of('update', '$set $unset $inc $mul $min $max $rename $currentDate $setOnInsert $push $addToSet $pop'),
  ...of('update', '$pull $pullAll $bit $each $position $sort $slice $ $[] $[identifier]'),
  ...of('projection', '$slice $elemMatch $'),
  ...of('stage', '$match $sort $skip $limit $count $set $addFields $project $unset $unwind $group'),
  ...of('stage', '$sortByCount $replaceRoot $replaceWith'),
  ...of('accumulator', '$sum $avg $min $max $first $last $push $addToSet $count'),
  ...of('expression', '$eq $ne $gt $gte $lt $lte $cmp $and $or $not $in $cond $ifNull $literal $type'),
  ...of('expression', '$add $subtract $multiply $concat $isArray $size'),
];

const NONE: Doc = new Map();
const asDoc = (value: Found): Doc => (isDoc(value) ? value : NONE);
const asList = (value: Found): Value[] => (isArray(value) ? value : []);
const startsWithOperator = (value: Found): value is Doc =>
  isDoc(value) && [...value.keys()][0]?.startsWith('$') === true;

/** The operators of a command, each as often as it stands there. */
export function operatorsOf(command: Doc): string[] {
  return [
    ...inFilter(command.get('filter') ?? command.get('query')),
    ...inProjection(command.get('projection') ?? command.get('fields')),
    ...inUpdate(command.get('update')),
    ...asList(command.get('arrayFilters')).flatMap(inFilter),
    ...asList(command.get('pipeline')).flatMap(inStage),
    ...[...asList(command.get('updates')), ...asList(command.get('deletes'))].flatMap((one) => {
      const statement = asDoc(one);
      const filters = [statement.get('q'), ...asList(statement.get('arrayFilters'))];
      return [...filters.flatMap(inFilter), ...inUpdate(statement.get('u'))];
    }),
  ];
}

function inFilter(filter: Found): string[] {
  return Array.from(asDoc(filter)).flatMap(([name, operand]) => {
    if (!name.startsWith('$')) return inCondition(operand);
    if (name === '$expr') return ['filter $expr', ...inExpression(operand)];
    if (name === '$jsonSchema' || name === '$comment') return [`filter ${name}`];
    return [`filter ${name}`, ...asList(operand).flatMap(inFilter)];
  });
}

/** What is said about one path, or about an element of an array. */
function inCondition(condition: Found): string[] {
  if (!startsWithOperator(condition)) return [];
  return Array.from(condition).flatMap(([name, operand]) => {
    const inner = name === '$all' ? asList(operand).flatMap(inCondition) : inElement(operand);
    return [`filter ${name}`, ...inner];
  });
}

const inElement = (operand: Found): string[] =>
  startsWithOperator(operand) ? inCondition(operand) : inFilter(operand);

function inUpdate(update: Found): string[] {
  if (isArray(update)) return update.flatMap(inStage);
  if (!startsWithOperator(update)) return [];
  return Array.from(update).flatMap(([name, fields]) => [
    `update ${name}`,
    ...Array.from(asDoc(fields)).flatMap(([path, operand]) => [
      ...placesOf(path),
      ...(name === '$pull' ? inElement(operand) : []),
      ...(name === '$push' || name === '$addToSet' ? clausesOf(operand) : []),
    ]),
  ]);
}

const clausesOf = (operand: Value): string[] =>
  startsWithOperator(operand) ? Array.from(operand.keys(), (name) => `update ${name}`) : [];

function placesOf(path: string): string[] {
  return path.split('.').flatMap((part) => {
    if (part === '$' || part === '$[]') return [`update ${part}`];
    return part.startsWith('$[') ? ['update $[identifier]'] : [];
  });
}

function inProjection(projection: Found): string[] {
  return Array.from(asDoc(projection)).flatMap(([path, value]) => {
    if (path.endsWith('.$')) return ['projection $'];
    const [first = ''] = asDoc(value).keys();
    if (first === '$elemMatch')
      return ['projection $elemMatch', ...inElement(asDoc(value).get('$elemMatch'))];
    return first === '$slice' ? ['projection $slice'] : inExpression(value);
  });
}

function inStage(stage: Value): string[] {
  return Array.from(asDoc(stage)).flatMap(([name, operand]) => {
    const stands = `stage ${name}`;
    if (name === '$match') return [stands, ...inFilter(operand)];
    if (name === '$project') return [stands, ...inProjection(operand)];
    if (name === '$group') return [stands, ...inGroup(asDoc(operand))];
    if (['$unwind', '$sort', '$unset'].includes(name)) return [stands];
    return [stands, ...inExpression(operand)];
  });
}

function inGroup(specification: Doc): string[] {
  return Array.from(specification).flatMap(([field, operation]) => {
    if (field === '_id') return inExpression(operation);
    return Array.from(asDoc(operation)).flatMap(([name, operand]) => [
      `accumulator ${name}`,
      ...inExpression(operand),
    ]);
  });
}

function inExpression(expression: Found): string[] {
  if (isArray(expression)) return expression.flatMap(inExpression);
  return Array.from(asDoc(expression)).flatMap(([name, operand]) => {
    if (name === '$literal') return ['expression $literal'];
    return [...(name.startsWith('$') ? [`expression ${name}`] : []), ...inExpression(operand)];
  });
}
