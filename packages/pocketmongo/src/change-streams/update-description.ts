import { valuesEqual } from '../bson/compare.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import { isPlaceholder } from '../update/path-template.ts';

/** A name of a field is a string, the index of an element a number. */
type Path = readonly (string | number)[];
/** The rest of the paths of fields that operators have set as a whole. */
type Tails = readonly (readonly string[])[];
type Difference = { updated: Doc; removed: string[]; truncated: Doc[]; ambiguous: Doc };

export type UpdateImages = {
  before: Doc;
  after: Doc;
  /** Paths that the update's operators have set as a whole; may have placeholders. */
  whole: readonly string[];
};

/**
 * The difference of two documents in the form of `updateDescription`: fields that an operator has set as a whole are
 * told so, anything else by what has changed in it. `expanded`: with the paths that a reader could misunderstand.
 */
export function updateDescription({ before, after, whole }: UpdateImages, expanded: boolean): Doc {
  const difference: Difference = { updated: new Map(), removed: [], truncated: [], ambiguous: new Map() };
  const tails = whole.map((path) => path.split('.'));
  compareDocs(before, after, { path: [], tails }, difference);
  const description = doc({
    updatedFields: difference.updated,
    removedFields: difference.removed,
    truncatedArrays: difference.truncated,
  });
  if (expanded) description.set('disambiguatedPaths', difference.ambiguous);
  return description;
}

type Place = { path: Path; tails: Tails };

/** The place of a field or element in it. */
function within({ path, tails }: Place, step: string | number): Place {
  const name = String(step);
  const further = tails.filter(([first = '']) => first === name || isPlaceholder(first));
  return { path: [...path, step], tails: further.map((tail) => tail.slice(1)) };
}

const isWhole = ({ tails }: Place): boolean => tails.some((tail) => tail.length === 0);

function named({ path }: Place, { ambiguous }: Difference): string {
  const name = path.join('.');
  if (path.some((step) => typeof step === 'string' && /^\d+$|\./.test(step))) ambiguous.set(name, [...path]);
  return name;
}

function compareDocs(before: Doc, after: Doc, place: Place, difference: Difference): void {
  for (const name of before.keys())
    if (!after.has(name)) difference.removed.push(named(within(place, name), difference));
  for (const [name, value] of after) compare(before.get(name), value, within(place, name), difference);
}

function compare(before: Value | undefined, after: Value, place: Place, difference: Difference): void {
  if (before !== undefined && isSame(before, after)) return;
  const comparable = !isWhole(place);
  if (comparable && isDoc(before) && isDoc(after) && before.size > 0 && after.size > 0)
    compareDocs(before, after, place, difference);
  else if (comparable && Array.isArray(before) && Array.isArray(after) && after.length > 0)
    compareArrays(before, after, place, difference);
  else difference.updated.set(named(place, difference), after);
}

function compareArrays(
  before: readonly Value[],
  after: readonly Value[],
  place: Place,
  difference: Difference,
): void {
  if (after.length < before.length)
    difference.truncated.push(doc({ field: named(place, difference), newSize: after.length }));
  after.forEach((value, index) => compare(before[index], value, within(place, index), difference));
}

/** Equal in value and in type: 1 and 1.0 are stored differently. */
function isSame(before: Value, after: Value): boolean {
  if (!valuesEqual(before, after)) return false;
  return Buffer.compare(encodeDocument(doc({ v: before })), encodeDocument(doc({ v: after }))) === 0;
}
