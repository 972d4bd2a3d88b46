/** Thrown in a reader by what only the serving thread has; the command then runs there. */
export class OnlyWhereServed extends Error {
  constructor(what: string) {
    super(`a reader has no ${what}`);
    this.name = 'OnlyWhereServed';
  }
}

/** The part of something that a reader has; asking for the rest throws {@link OnlyWhereServed}. */
export function partOf<T extends object>(what: string, part: Partial<T>): T {
  return new Proxy(part, {
    get: (target, name): unknown => {
      if (Reflect.has(target, name)) return Reflect.get(target, name);
      throw new OnlyWhereServed(`${what}.${String(name)}`);
    },
  }) as T;
}
