import { toNumber } from '../../bson/numbers.ts';
import { isDoc, isNumeric, type Doc, type Value } from '../../bson/values.ts';
import { defaultIndexName } from '../../catalog/index-name.ts';
import { requireLanguage, type Language } from './languages.ts';
import { TERMS_VERSION } from './terms.ts';

/** What a text index holds. */
export type TextDefinition = {
  /** Path and weight of the text fields; the path `$**` stands for every string in the document. */
  weights: ReadonlyMap<string, number>;
  defaultLanguage: Language;
  /** The field by which a document, or one inside of it, names its language. */
  languageOverride: string;
  /** Ordinary fields before the text fields; a query must give each of them an equality. */
  prefix: readonly string[];
  /** Normalised, as listed. */
  spec: Doc;
  keyPattern: Doc;
  /** Names how the terms of the keys are made. */
  version: string;
};

const DEFAULT_LANGUAGE = 'english';
const DEFAULT_OVERRIDE = 'language';

/** Whether an index has text fields. */
export const isTextKey = (key: Doc): boolean => Array.from(key.values()).includes('text');

/** Reads a text index's specification, which has been checked; undefined when the key has no text field. */
export function parseTextDefinition(spec: Doc, key: Doc): TextDefinition | undefined {
  if (!isTextKey(key)) return undefined;
  const weights = weightsOf(spec, key);
  const { prefix, suffix } = ordinaryFields(key);
  const keyPattern: Doc = new Map<string, Value>([...prefix, ['_fts', 'text'], ['_ftsx', 1], ...suffix]);
  const language = textOption(spec, 'default_language', DEFAULT_LANGUAGE).toLowerCase();
  const languageOverride = textOption(spec, 'language_override', DEFAULT_OVERRIDE);
  const options: Doc = new Map<string, Value>([
    ['weights', new Map(Array.from(weights).sort(([a], [b]) => (a < b ? -1 : 1)))],
    ['default_language', language],
    ['language_override', languageOverride],
    ['textIndexVersion', 3],
  ]);
  return {
    weights,
    defaultLanguage: requireLanguage(language),
    languageOverride,
    prefix: prefix.map(([path]) => path),
    keyPattern,
    spec: shown(spec, key, keyPattern, options),
    version: TERMS_VERSION,
  };
}

function textOption(spec: Doc, option: string, otherwise: string): string {
  const value = spec.get(option);
  return typeof value === 'string' ? value : otherwise;
}

function weightsOf(spec: Doc, key: Doc): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [path, kind] of key) if (kind === 'text' && path !== '_fts') weights.set(path, 1);
  const given = spec.get('weights');
  if (isDoc(given))
    for (const [path, weight] of given) if (isNumeric(weight)) weights.set(path, toNumber(weight));
  return weights;
}

type KeyField = [string, Value];

/** The ordinary fields before and after the text fields, which stand together. */
function ordinaryFields(key: Doc): { prefix: KeyField[]; suffix: KeyField[] } {
  const fields = [...key].filter(([path]) => path !== '_ftsx');
  const isText = ([, kind]: KeyField): boolean => kind === 'text';
  return {
    prefix: fields.slice(0, fields.findIndex(isText)),
    suffix: fields.slice(fields.findLastIndex(isText) + 1),
  };
}

function shown(spec: Doc, key: Doc, keyPattern: Doc, options: Doc): Doc {
  const name = spec.get('name');
  const result: Doc = new Map<string, Value>([
    ['v', 2],
    ['key', keyPattern],
    ['name', typeof name === 'string' ? name : defaultIndexName(key)],
  ]);
  for (const [field, value] of spec) {
    if (!result.has(field) && !['ns', 'background'].includes(field)) result.set(field, value);
  }
  for (const [field, value] of options) result.set(field, value);
  return result;
}
