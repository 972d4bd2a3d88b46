import { asBuffer, decodeValueAt } from '../../bson/decode.ts';
import { BSON_TYPE } from '../../bson/element-types.ts';
import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import type { RawPredicate } from '../query-language.ts';
import type { Condition } from '../conditions.ts';
import { DBREF_FIELDS, fieldConditions, type FilterOptions } from '../match.ts';
import { BEHIND_ARRAY, type Field, Fields } from './fields.ts';
import { MISSING } from './raw-test.ts';

/** What a condition says of the document at hand; undefined: only decoding tells. */
type Verdict = (document: Buffer) => boolean | undefined;

/**
 * Compiles a filter that has been compiled before into one on bytes, which says undefined where a document has to be
 * decoded (arrays). Undefined when the filter has parts that look at whole documents.
 */
export function compileRawFilter(filter: Doc, options: FilterOptions = {}): RawPredicate | undefined {
  const fields = new Fields();
  const verdict = conjunction(filter, options, fields, 0);
  if (verdict === undefined) return undefined;
  return (bytes) => {
    const document = asBuffer(bytes);
    fields.locate(document);
    return verdict(document);
  };
}

function conjunction(
  filter: Doc,
  options: FilterOptions,
  fields: Fields,
  depth: number,
): Verdict | undefined {
  const parts: Verdict[] = [];
  for (const [name, operand] of filter) {
    if (name === '$comment') continue;
    const part =
      name.startsWith('$') && (depth === 0 || !DBREF_FIELDS.has(name))
        ? logical(name, operand, options, fields, depth)
        : onField(name, operand, options, fields, depth);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return allOf(parts);
}

function logical(
  operator: string,
  operand: Value,
  options: FilterOptions,
  fields: Fields,
  depth: number,
): Verdict | undefined {
  if (operator !== '$and' && operator !== '$or' && operator !== '$nor') return undefined;
  if (!Array.isArray(operand)) return undefined;
  const parts: Verdict[] = [];
  for (const branch of operand) {
    const part = isDoc(branch) ? conjunction(branch, options, fields, depth + 1) : undefined;
    if (part === undefined) return undefined;
    parts.push(part);
  }
  if (operator === '$and') return allOf(parts);
  const any = not(allOf(parts.map(not)));
  return operator === '$or' ? any : not(any);
}

function onField(
  path: string,
  operand: Value,
  options: FilterOptions,
  fields: Fields,
  depth: number,
): Verdict {
  const field = fields.add(path);
  return allOf(fieldConditions(operand, options, depth).map((condition) => verdictOn(field, condition)));
}

function verdictOn(field: Field, condition: Condition): Verdict {
  switch (condition.kind) {
    case 'leaf':
      return leafVerdict(field, condition);
    case 'not':
      return not(allOf(condition.inner.map((inner) => verdictOn(field, inner))));
    case 'every':
      return allOf(condition.inner.map((inner) => verdictOn(field, inner)));
  }
}

function leafVerdict(field: Field, { test, expand, raw }: Extract<Condition, { kind: 'leaf' }>): Verdict {
  const holds =
    raw ??
    ((document, type, at) =>
      test(type === MISSING ? undefined : decodeValueAt(document, type, at), undefined));
  return (document) => {
    const { type, at } = field;
    if (type === BEHIND_ARRAY || (expand && type === BSON_TYPE.array)) return undefined;
    return holds(document, type, at);
  };
}

const not =
  (verdict: Verdict): Verdict =>
  (document) => {
    const holds = verdict(document);
    return holds === undefined ? undefined : !holds;
  };

function allOf(verdicts: readonly Verdict[]): Verdict {
  const [only] = verdicts;
  if (only !== undefined && verdicts.length === 1) return only;
  return (document) => {
    let all: boolean | undefined = true;
    for (const verdict of verdicts) {
      const holds = verdict(document);
      if (holds === false) return false;
      if (holds === undefined) all = undefined;
    }
    return all;
  };
}
