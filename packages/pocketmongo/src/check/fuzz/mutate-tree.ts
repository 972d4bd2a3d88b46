import {
  BSONRegExp,
  Binary,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import type { Tree } from './commands.ts';
import type { Random } from './random.ts';

const NAMES = ['', '$', '$where', '$eq', '$in', '$and', '$expr', '$each', '$literal', '__proto__', 'constructor', 'a.b', 'a..b', '.a', '0', '-1', '4294967295', '$$ROOT', 'toString', '\u{1F600}', 'x'.repeat(300)]; // prettier-ignore

const VALUES: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => Number.NaN,
  () => -0,
  () => Number.POSITIVE_INFINITY,
  () => 2 ** 53,
  () => new Double(1e308),
  () => Long.MAX_VALUE,
  () => Long.MIN_VALUE,
  () => Decimal128.fromString('9.999999999999999999999999999999999E+6144'),
  () => Decimal128.fromString('-Infinity'),
  () => Decimal128.fromString('1E-6176'),
  () => '',
  () => '$',
  () => '$a.b',
  () => '$$NOW',
  () => '\0',
  () => '\ud800',
  (random) => 'ab'.repeat(random.below(5_000)),
  () => new Date(8.64e15),
  () => new Date(-1),
  () => new MinKey(),
  () => new MaxKey(),
  () => new ObjectId(),
  () => new Timestamp({ t: 0, i: 0 }),
  () => new Binary(Buffer.alloc(3), 3),
  () => new Binary(Buffer.alloc(0), 6),
  () => new BSONRegExp('(((', 'ix'),
  () => new BSONRegExp('^(a+)+$', 's'),
  () => new Code('return 1', { a: 1 }),
  () => [],
  () => [[[]]],
  () => new Map(),
  (random) => Array.from({ length: random.below(300) }, (_, at) => at),
  (random) => new Map(Array.from({ length: random.below(50) }, (_, at) => [`f${at}`, at])),
  (random) => nested(random.below(230), random.chance(0.5)),
  (random) => random.below(2 ** 32) - 2 ** 31,
];

function nested(depth: number, asArray: boolean): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = asArray ? [value] : new Map([['$and', [value]]]);
  return value;
}

/** Every place in the tree: a field of a map or an element of a list. */
function* places(node: unknown): Generator<{ owner: Tree | unknown[]; key: string | number }> {
  if (Array.isArray(node)) {
    for (const [key, value] of node.entries()) {
      yield { owner: node, key };
      yield* places(value);
    }
  } else if (node instanceof Map) {
    for (const [key, value] of (node as Tree).entries()) {
      yield { owner: node as Tree, key };
      yield* places(value);
    }
  }
}

function copy(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(copy);
  return node instanceof Map
    ? new Map(Array.from(node as Tree, ([name, value]) => [name, copy(value)]))
    : node;
}

const valueAt = (owner: Tree | unknown[], key: string | number): unknown =>
  Array.isArray(owner) ? owner[Number(key)] : owner.get(String(key));

function put(owner: Tree | unknown[], key: string | number, value: unknown): void {
  if (Array.isArray(owner)) owner[Number(key)] = value;
  else owner.set(String(key), value);
}

function rename(owner: Tree, from: string, to: string): void {
  const fields = Array.from(owner, ([name, value]): [string, unknown] => [name === from ? to : name, value]);
  owner.clear();
  for (const [name, value] of fields) owner.set(name, value);
}

/** A copy of the command with a few things in it changed at random. `names` is where new field names come from. */
export function mutateTree(command: Tree, random: Random, names: readonly string[]): Tree {
  const mutant = copy(command) as Tree;
  for (let changes = 1 + random.below(3); changes > 0; changes -= 1) {
    const all = Array.from(places(mutant));
    if (all.length === 0) break;
    const { owner, key } = random.of(all);
    const donor = random.of(all);
    const kind = random.below(6);
    if (kind <= 1) put(owner, key, random.of(VALUES)(random));
    else if (kind === 2) put(owner, key, copy(valueAt(donor.owner, donor.key)));
    else if (kind === 3 && owner instanceof Map)
      rename(owner, String(key), random.of(random.chance(0.5) ? NAMES : names));
    else if (kind === 4 && owner instanceof Map)
      owner.set(random.of(random.chance(0.5) ? NAMES : names), random.of(VALUES)(random)); // prettier-ignore
    else if (owner instanceof Map) owner.delete(String(key));
    else owner.splice(Number(key), 1);
  }
  return mutant;
}

/** The names of all fields and operators in the commands. */
export function namesIn(commands: readonly Tree[]): string[] {
  const found = new Set<string>();
  for (const command of commands)
    for (const { key } of places(command)) if (typeof key === 'string') found.add(key);
  return Array.from(found);
}
