import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { refuseNear } from '../query/geo/near.ts';
import { compileFilter, type FilterOptions } from '../query/match.ts';
import { searchesText } from '../query/searches-text.ts';
import { filterIdentifier } from './path-template.ts';

type ElementTest = (element: Value) => boolean;

/** Compiles `arrayFilters` into one test per identifier. */
export function compileArrayFilters(
  filters: readonly Value[],
  options: FilterOptions,
): ReadonlyMap<string, ElementTest> {
  const tests = new Map<string, ElementTest>();
  for (const filter of filters) {
    if (!isDoc(filter)) throw commandError('TypeMismatch', 'array filters must be documents');
    refuseWholeDocuments(filter);
    const identifier = identifierOf(filter);
    if (tests.has(identifier)) {
      throw commandError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    }
    const test = compileFilter(filter, options);
    tests.set(identifier, (element) => {
      options.step?.();
      return test(new Map([[identifier, element]]));
    });
  }
  return tests;
}

/** An element is no document of a collection, which is what these look at. */
function refuseWholeDocuments(filter: Doc): void {
  if (filter.has('$expr'))
    throw commandError('QueryFeatureNotAllowed', '$expr is not allowed in the array filters of an update');
  if (searchesText(filter)) throw commandError('BadValue', '$text is not allowed in array filters');
  refuseNear(filter);
}

/** Every filter has to be used by some path, and every identifier has to have one. */
export function checkFilters(
  filters: ReadonlyMap<string, ElementTest>,
  paths: readonly (readonly string[])[],
): void {
  for (const path of paths)
    for (const identifier of path.map(filterIdentifier))
      if (identifier !== undefined && identifier !== '' && !filters.has(identifier))
        throw commandError(
          'BadValue',
          `No array filter found for identifier '${identifier}' in path '${path.join('.')}'`,
        );
  const used = new Set(paths.flatMap((path) => path.map(filterIdentifier)));
  for (const identifier of filters.keys()) {
    if (!used.has(identifier)) {
      throw commandError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update`,
      );
    }
  }
}

function identifierOf(filter: Doc): string {
  const names = new Set([...fieldNames(filter)].map((path) => path.split('.')[0] ?? ''));
  const [identifier] = names;
  if (identifier === undefined) {
    throw commandError(
      'FailedToParse',
      'Cannot use an expression without a top-level field name in arrayFilters',
    );
  }
  if (names.size > 1) {
    throw commandError(
      'FailedToParse',
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found ${[...names]
        .map((name) => `'${name}'`)
        .join(' and ')}`,
    );
  }
  if (!/^[a-z][A-Za-z0-9]*$/.test(identifier)) {
    throw commandError(
      'BadValue',
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string ` +
        `beginning with a lowercase letter, found '${identifier}'`,
    );
  }
  return identifier;
}

function* fieldNames(filter: Doc): Generator<string> {
  for (const [key, value] of filter) {
    if (!key.startsWith('$')) yield key;
    else if (Array.isArray(value)) for (const branch of value) if (isDoc(branch)) yield* fieldNames(branch);
  }
}
