import { valuesEqual } from '../bson/compare.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';

type Difference = { updated: Doc; removed: string[]; truncated: Doc[] };

/** The difference of two documents in the form of `updateDescription`. */
export function updateDescription(before: Doc, after: Doc): Doc {
  const difference: Difference = { updated: new Map(), removed: [], truncated: [] };
  compareDocs(before, after, '', difference);
  return doc({
    updatedFields: difference.updated,
    removedFields: difference.removed,
    truncatedArrays: difference.truncated,
  });
}

function compareDocs(before: Doc, after: Doc, prefix: string, difference: Difference): void {
  for (const name of before.keys()) if (!after.has(name)) difference.removed.push(prefix + name);
  for (const [name, value] of after) compare(before.get(name), value, prefix + name, difference);
}

function compare(before: Value | undefined, after: Value, path: string, difference: Difference): void {
  if (before !== undefined && isSame(before, after)) return;
  if (isDoc(before) && isDoc(after) && before.size > 0 && after.size > 0) {
    compareDocs(before, after, `${path}.`, difference);
  } else if (Array.isArray(before) && Array.isArray(after) && after.length > 0) {
    compareArrays(before, after, path, difference);
  } else difference.updated.set(path, after);
}

function compareArrays(
  before: readonly Value[],
  after: readonly Value[],
  path: string,
  difference: Difference,
): void {
  if (after.length < before.length) difference.truncated.push(doc({ field: path, newSize: after.length }));
  after.forEach((value, index) => compare(before[index], value, `${path}.${index}`, difference));
}

/** Equal in value and in type: 1 and 1.0 are stored differently. */
function isSame(before: Value, after: Value): boolean {
  if (!valuesEqual(before, after)) return false;
  return Buffer.compare(encodeDocument(doc({ v: before })), encodeDocument(doc({ v: after }))) === 0;
}
