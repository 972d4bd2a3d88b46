import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { additionalItems, items, maxItems, minItems, uniqueItems } from './arrays.ts';
import { allOf, anyOf, not, oneOf } from './logic.ts';
import { maximum, minimum, multipleOf, switchOf } from './numbers.ts';
import {
  additionalProperties,
  dependencies,
  maxProperties,
  minProperties,
  patternProperties,
  properties,
  required,
} from './objects.ts';
import { failuresOf, type Keyword, type Rule, type Schema, schemaHolds, wrongType } from './rule.ts';
import { maxLength, minLength, pattern } from './strings.ts';
import { oneOfValues, ofBsonType, ofType } from './types.ts';

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ['additionalItems', additionalItems],
  ['additionalProperties', additionalProperties],
  ['allOf', allOf],
  ['anyOf', anyOf],
  ['bsonType', ofBsonType],
  ['dependencies', dependencies],
  ['enum', oneOfValues],
  ['exclusiveMaximum', switchOf('exclusiveMaximum', 'maximum')],
  ['exclusiveMinimum', switchOf('exclusiveMinimum', 'minimum')],
  ['items', items],
  ['maxItems', maxItems],
  ['maxLength', maxLength],
  ['maxProperties', maxProperties],
  ['maximum', maximum],
  ['minItems', minItems],
  ['minLength', minLength],
  ['minProperties', minProperties],
  ['minimum', minimum],
  ['multipleOf', multipleOf],
  ['not', not],
  ['oneOf', oneOf],
  ['pattern', pattern],
  ['patternProperties', patternProperties],
  ['properties', properties],
  ['required', required],
  ['type', ofType],
  ['uniqueItems', uniqueItems],
]);

const UNSUPPORTED = new Set([
  '$ref', '$schema', 'default', 'definitions', 'format', 'id', 'encrypt', 'encryptMetadata',
]); // prettier-ignore

const MAX_DEPTH = 100;

/** Compiles a `$jsonSchema`. Throws FailedToParse for a keyword that is unknown or not supported. */
export function compileSchema(spec: Value): Schema {
  return compileAt(spec, '$jsonSchema', 0);
}

function compileAt(spec: Value, keyword: string, depth: number): Schema {
  if (!isDoc(spec)) throw wrongType(keyword, spec, 'an object');
  if (depth > MAX_DEPTH) throw commandError('FailedToParse', '$jsonSchema is nested too deeply');
  const rules: Rule[] = [];
  for (const [name, operand] of spec) {
    if (name === 'title' || name === 'description') continue;
    const compiler = KEYWORDS.get(name);
    if (compiler === undefined) throw unknownKeyword(name);
    const rule = compiler(operand, spec, (inner, at) => compileAt(inner, at, depth + 1));
    if (rule !== undefined) rules.push(rule);
  }
  return { title: annotation(spec, 'title'), description: annotation(spec, 'description'), rules };
}

function unknownKeyword(name: string): Error {
  return UNSUPPORTED.has(name)
    ? commandError('FailedToParse', `$jsonSchema keyword '${name}' is not currently supported`)
    : commandError('FailedToParse', `Unknown $jsonSchema keyword: ${name}`);
}

function annotation(spec: Doc, name: string): string | undefined {
  const value = spec.get(name);
  if (value !== undefined && typeof value !== 'string') throw wrongType(name, value, 'a string');
  return value;
}

/** `$jsonSchema` as a test of documents. */
export function schemaTest(spec: Value): (document: Doc) => boolean {
  const schema = compileSchema(spec);
  return (document) => schemaHolds(schema, document);
}

/** Why a document doesn't match, as `errInfo.details` tells it. */
export function explainSchema(spec: Value, document: Doc): Doc {
  const schema = compileSchema(spec);
  const told = doc({ operatorName: '$jsonSchema' });
  if (schema.title !== undefined) told.set('title', schema.title);
  if (schema.description !== undefined) told.set('description', schema.description);
  return told.set('schemaRulesNotSatisfied', failuresOf(schema, document));
}
