import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { isNullish } from '../expressions/expression.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { perChunk, type StageCompiler } from '../stage.ts';
import { withField } from '../with-field.ts';
import { Draft } from '../../update/draft.ts';

interface Unwind {
  path: readonly string[];
  indexField: readonly string[] | undefined;
  keepEmpty: boolean;
}

/** `$unwind: '$path'` or with includeArrayIndex and preserveNullAndEmptyArrays */
export const unwind: StageCompiler = (operand) => {
  const plan = parse(operand);
  return perChunk((documents) => documents.flatMap((document) => unwound(document, plan)));
};

function parse(operand: Value): Unwind {
  if (typeof operand !== 'string' && !isDoc(operand))
    throw locationError(15981, 'expected either a string or an object as specification for $unwind stage');
  const path = isDoc(operand) ? operand.get('path') : operand;
  if (path === undefined) throw locationError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw locationError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$'))
    throw locationError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const index = isDoc(operand) ? operand.get('includeArrayIndex') : undefined;
  checkOptions(operand, index);
  if (index !== undefined && (typeof index !== 'string' || index === '')) {
    throw locationError(
      28810,
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    );
  }
  return {
    path: checkedParts(path.slice(1)),
    indexField: typeof index === 'string' ? checkedParts(index) : undefined,
    keepEmpty: isDoc(operand) && operand.get('preserveNullAndEmptyArrays') === true,
  };
}

function checkOptions(operand: Value, index: Value | undefined): void {
  if (!isDoc(operand)) return;
  const keep = operand.get('preserveNullAndEmptyArrays');
  if (keep !== undefined && typeof keep !== 'boolean')
    throw locationError(
      28809,
      'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage',
    );
  if (typeof index === 'string' && index.startsWith('$'))
    throw locationError(
      28822,
      `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${index}`,
    );
  for (const key of operand.keys()) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(key))
      throw locationError(28811, `unrecognized option to $unwind stage: ${key}`);
  }
}

/** The value at a path through documents alone: what lies inside an array on the way is not unwound. */
function valueInDocuments(document: Doc, path: readonly string[]): Value | undefined {
  let value: Value | undefined = document;
  for (const part of path) value = isDoc(value) ? value.get(part) : undefined;
  return value;
}

function unwound(document: Doc, { path, indexField, keepEmpty }: Unwind): Doc[] {
  const value = valueInDocuments(document, path);
  if (Array.isArray(value) && value.length > 0) {
    return value.map((element, index) => replaced(document, path, element, indexField, BigInt(index)));
  }
  if (Array.isArray(value)) return keepEmpty ? [withoutPath(document, path, indexField)] : [];
  if (isNullish(value)) return keepEmpty ? [withIndex(document, indexField, null)] : [];
  return [withIndex(document, indexField, null)];
}

function replaced(
  document: Doc,
  path: readonly string[],
  element: Value,
  indexField: readonly string[] | undefined,
  index: Value,
): Doc {
  return withIndex(withField(document, path, element), indexField, index);
}

function withoutPath(document: Doc, path: readonly string[], indexField: readonly string[] | undefined): Doc {
  const draft = new Draft(document);
  draft.unset(path);
  return withIndex(draft.root, indexField, null);
}

function withIndex(document: Doc, indexField: readonly string[] | undefined, index: Value): Doc {
  return indexField === undefined ? document : withField(document, indexField, index);
}
