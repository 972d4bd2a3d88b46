import { type Doc, doc, isDoc, type Value } from '../bson/values.ts';

/**
 * The filter with the command's variables inside its `$expr`: the engine compiles filters without knowing of `let`.
 */
export function bindVariables(
  filter: Doc,
  variables: ReadonlyMap<string, Value | undefined> | undefined,
): Doc {
  if (variables === undefined || variables.size === 0) return filter;
  const vars: Doc = new Map(
    Array.from(variables, ([name, value]) => [
      name,
      value === undefined ? '$$REMOVE' : doc({ $literal: value }),
    ]),
  );
  return bindIn(filter, vars);
}

function bindIn(filter: Doc, vars: Doc): Doc {
  return new Map(
    Array.from(filter, ([key, value]): [string, Value] => {
      if (key === '$expr') return [key, doc({ $let: doc({ vars, in: value }) })];
      if (!LOGICAL.has(key) || !Array.isArray(value)) return [key, value];
      return [key, value.map((branch) => (isDoc(branch) ? bindIn(branch, vars) : branch))];
    }),
  );
}

const LOGICAL = new Set(['$and', '$or', '$nor']);
