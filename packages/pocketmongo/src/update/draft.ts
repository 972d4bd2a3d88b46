import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { isIndex } from '../query/paths.ts';
import { show } from '../query/show.ts';

/** Fields an array may be filled up with nulls to reach an index. */
const MAX_BACKFILL = 1_500_000;

/** A document being changed: containers are copied when first written, the original stays as it is. */
export class Draft {
  root: Doc;
  readonly #owned = new Set<Doc | Value[]>();

  constructor(original: Doc) {
    this.root = original;
  }

  /** The value at a concrete path; undefined when there is none. */
  get(path: readonly string[]): Value | undefined {
    let value: Value | undefined = this.root;
    for (const part of path) value = child(value, part);
    return value;
  }

  /** Puts a value; makes the documents that are missing on the way. */
  set(path: readonly string[], value: Value): void {
    const last = path.length - 1;
    let container: Doc | Value[] = this.#ownRoot();
    for (let at = 0; at < last; at++) container = this.#enter(container, path, at);
    put(container, path, last, value);
  }

  /** Takes a field away; an array element becomes null. */
  unset(path: readonly string[]): void {
    if (this.get(path) === undefined) return;
    const last = path.length - 1;
    let container: Doc | Value[] = this.#ownRoot();
    for (let at = 0; at < last; at++) container = this.#enter(container, path, at);
    const part = path[last] ?? '';
    if (Array.isArray(container)) container[Number(part)] = null;
    else container.delete(part);
  }

  /** Refuses a path that leads through something else than documents and indexes of arrays. */
  requireViable(path: readonly string[]): void {
    let container: Value | undefined = this.root;
    for (const [at, part] of path.entries()) {
      if (container === undefined) return;
      const enterable: boolean = Array.isArray(container) ? isIndex(part) : isDoc(container);
      if (!enterable) throw notViable(path, at - 1, container);
      container = child(container, part);
    }
  }

  #ownRoot(): Doc {
    if (!this.#owned.has(this.root)) this.root = this.#own(new Map(this.root));
    return this.root;
  }

  #own<T extends Doc | Value[]>(container: T): T {
    this.#owned.add(container);
    return container;
  }

  #enter(container: Doc | Value[], path: readonly string[], at: number): Doc | Value[] {
    const present = child(container, path[at] ?? '');
    if ((isDoc(present) || Array.isArray(present)) && this.#owned.has(present)) return present;
    const copy = this.#own(copyOf(present, path, at, container));
    put(container, path, at, copy);
    return copy;
  }
}

function copyOf(
  present: Value | undefined,
  path: readonly string[],
  at: number,
  parent: Doc | Value[],
): Doc | Value[] {
  if (present === undefined || (present === null && Array.isArray(parent))) return new Map<string, Value>();
  if (isDoc(present)) return new Map(present);
  if (Array.isArray(present)) return [...present];
  throw notViable(path, at, present);
}

function notViable(path: readonly string[], at: number, present: Value) {
  return commandError(
    'PathNotViable',
    `Cannot create field '${path[at + 1] ?? ''}' in element {${path[at] ?? ''}: ${show(present)}}`,
  );
}

function put(container: Doc | Value[], path: readonly string[], at: number, value: Value): void {
  const part = path[at] ?? '';
  if (!Array.isArray(container)) {
    container.set(part, value);
    return;
  }
  if (!isIndex(part)) throw notViable(path, at - 1, container);
  const index = Number(part);
  if (index > container.length + MAX_BACKFILL) {
    throw commandError('BadValue', `can't backfill array to larger than ${MAX_BACKFILL} elements`);
  }
  while (container.length < index) container.push(null);
  container[index] = value;
}

function child(value: Value | undefined, part: string): Value | undefined {
  if (isDoc(value)) return value.get(part);
  return Array.isArray(value) && isIndex(part) ? value[Number(part)] : undefined;
}
