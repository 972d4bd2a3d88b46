import { isDoc, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { checkedParts } from '../../query/checked-path.ts';
import type { Expression, Variables } from './expression.ts';
import { systemVariable, type SystemValues } from './system-variables.ts';

/** `$a.b`: the value at a path of the current document; through arrays it gives an array. */
export function fieldPath(path: string): Expression {
  const parts = checkedParts(path);
  const [only = ''] = parts;
  if (parts.length === 1) return ({ root }) => (isDoc(root) ? root.get(only) : undefined);
  return ({ root }) => valueAt(root, parts, 0);
}

/** `$$name.a.b` */
export function variablePath(
  text: string,
  known: ReadonlySet<string>,
  system: Partial<SystemValues> | undefined,
): Expression {
  const [name = '', ...rest] = text.split('.');
  if (name === '') throw commandError('FailedToParse', 'empty variable names are not allowed');
  const parts = rest.length > 0 ? checkedParts(rest.join('.')) : [];
  if (name === 'ROOT') return ({ root, top }) => valueAt(top ?? root, parts, 0);
  if (name === 'CURRENT') return ({ root }) => valueAt(root, parts, 0);
  if (name === 'REMOVE') return () => undefined;
  const read = systemVariable(name, system);
  if (read !== undefined) return () => valueAt(read(), parts, 0);
  if (!known.has(name)) throw locationError(17276, `Use of undefined variable: ${name}`);
  return ({ variables }) => valueAt(lookUp(variables, name), parts, 0);
}

function lookUp(variables: Variables | undefined, name: string): Value | undefined {
  let at = variables;
  while (at !== undefined && at.name !== name) at = at.outer;
  return at?.value;
}

/** The value at a path; an array on the way gives the array of what its documents hold, not those of arrays in it. */
export function valueAt(value: Value | undefined, parts: readonly string[], at: number): Value | undefined {
  let current = value;
  for (let index = at; index < parts.length; index++) {
    if (Array.isArray(current)) {
      const start = index;
      return current.flatMap((element) => {
        const found = isDoc(element) ? valueAt(element, parts, start) : undefined;
        return found === undefined ? [] : [found];
      });
    }
    if (!isDoc(current)) return undefined;
    current = current.get(parts[index] ?? '');
  }
  return current;
}
