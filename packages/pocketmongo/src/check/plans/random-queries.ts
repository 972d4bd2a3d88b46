import { BSONRegExp, Decimal128, doc, Double, type Doc, type Value } from '../../bson/values.ts';
import type { Random } from '../fuzz/random.ts';

/** Strings that collations call equal or order unlike their bytes. */
const PLAIN = [
  ['a', 'A', 'á', 'Á', 'b'], ['z', 'Z', 'é', 'E'], ['ab', 'aB', 'áb', 'a b', 'a-b'], ['9', '10', '010', '1'], ['', 'Ω', 'ω', 'ж'],
]; // prettier-ignore
/** Strings that indexes can't be sure of, with those that they are equal to. */
const ODD = [
  ['ａ', 'a', 'A', 'b'], ['ß', 'ss', 'SS', 'st'], ['æ', 'ae', 'af'], ['e\u0302\u0301', 'ế', 'e', 'f'], ['a\0', 'a', 'b'], ['中', 'a', 'z'],
  ['ﬁ', 'fi', 'fj'], ['９', '9', '10'],
]; // prettier-ignore
const OTHERS: readonly Value[] = [
  0, 1, 2, 3, 1.5, new Double(2), 2n, Decimal128.fromString('1.5'), true, false, null, new Date(5), Number.NaN,
]; // prettier-ignore

const PATHS = ['a', 'a', 'a', 'a', 'b', 'b', 'c.x', 'c.x', 'c.y', 'c', 'c.x.y', 'd', '_id'];

/** Documents and filters; with `odd` also of strings that lie apart in an index with a collation. */
export class RandomQueries {
  readonly #random: Random;
  readonly #strings: readonly string[];
  readonly #others: readonly Value[];
  readonly #arrays: boolean;

  /** `odd`: with strings that indexes can't be sure of; `arrays`: with arrays, and documents with anything in them. */
  constructor(random: Random, { odd, arrays }: { odd: boolean; arrays: boolean }) {
    this.#arrays = arrays;
    this.#random = random;
    const some = <Item>(items: readonly Item[], count: number) =>
      Array.from({ length: count }, () => random.of(items));
    this.#strings = some(odd ? ODD : PLAIN, 2).flat();
    this.#others = some(OTHERS, 5);
  }

  scalar(): Value {
    return this.#random.chance(0.7) ? this.#random.of(this.#strings) : this.#random.of(this.#others);
  }

  #value(depth: number): Value {
    const kind = this.#random.next();
    if (kind < 0.7 || depth > 2 || (!this.#arrays && depth > 0)) return this.scalar();
    if (kind < 0.85) return Array.from({ length: this.#random.below(4) }, () => this.#value(depth + 1));
    return this.#sub(depth);
  }

  #sub(depth: number): Doc {
    const fields: Doc = new Map();
    for (const name of ['x', 'y', 'z'])
      if (this.#random.chance(0.5)) fields.set(name, this.#value(depth + 1));
    return fields;
  }

  document(id: Value): Doc {
    const document: Doc = new Map([['_id', id]]);
    for (const name of ['a', 'b', 'd']) if (this.#random.chance(0.8)) document.set(name, this.#value(1));
    if (this.#random.chance(0.8)) document.set('c', this.#random.chance(0.7) ? this.#sub(0) : this.#value(0));
    return document;
  }

  #operators(): Value {
    const random = this.#random;
    switch (random.below(12)) {
      case 0:
      case 1:
      case 2:
        return this.scalar();
      case 3:
      case 4:
        return doc({ [random.of(['$gt', '$gte', '$lt', '$lte'])]: this.#comparable() });
      case 5:
        return doc({
          [random.of(['$gt', '$gte'])]: this.#comparable(),
          [random.of(['$lt', '$lte'])]: this.#comparable(),
        });
      case 6:
        return doc({ $in: Array.from({ length: random.below(4) }, () => this.scalar()) });
      case 7:
        return doc({ $exists: random.chance(0.6) });
      case 8:
        return doc({ [random.of(['$ne', '$eq'])]: this.#value(1) });
      case 9:
        return doc({ $elemMatch: doc({ $gte: this.#comparable(), $lte: this.#comparable() }) });
      case 10:
        return random.chance(0.5)
          ? new BSONRegExp(random.of(['^a', '^A', '^á']), '')
          : doc({ $type: random.of(['string', 'number']) });
      default:
        return doc({ $not: doc({ $gt: this.#comparable() }) });
    }
  }

  #comparable(): Value {
    return this.#random.chance(0.6) ? this.#random.of(this.#strings) : this.#random.of<Value>([0, 1, 2, 1.5]);
  }

  #flat(): Doc {
    const filter: Doc = new Map();
    for (let i = this.#random.below(3); i >= 0; i -= 1) filter.set(this.#random.of(PATHS), this.#operators());
    return filter;
  }

  filter(): Doc {
    const kind = this.#random.below(12);
    if (kind === 0) return new Map();
    if (kind === 1) return doc({ $or: [this.#flat(), this.#flat()] });
    if (kind === 2) return new Map<string, Value>([...this.#flat(), ['$or', [this.#flat(), this.#flat()]]]);
    if (kind === 3) return doc({ $and: [this.#flat(), this.#flat()] });
    if (kind === 4)
      return doc({ c: doc({ $elemMatch: doc({ x: this.#operators(), y: this.#operators() }) }) });
    return this.#flat();
  }

  sort(): Doc | undefined {
    if (this.#random.chance(0.4)) return undefined;
    const sort: Doc = new Map();
    for (let i = this.#random.below(2); i >= 0; i -= 1)
      sort.set(this.#random.of(PATHS), this.#random.of([1, -1]));
    return sort;
  }
}
