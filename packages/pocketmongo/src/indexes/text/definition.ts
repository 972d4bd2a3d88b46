import { toNumber } from '../../bson/numbers.ts';
import { isDoc, isNumeric, type Doc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { defaultIndexName } from '../../catalog/index-name.ts';
import { requireLanguage } from './languages.ts';

/** What a text index holds. */
export type TextDefinition = {
  /** Path and weight of the text fields; the path `$**` stands for every string in the document. */
  weights: ReadonlyMap<string, number>;
  defaultLanguage: string;
  languageOverride: string;
  /** Ordinary fields before the text fields; a query must give each of them an equality. */
  prefix: readonly string[];
  /** Normalised, as listed. */
  spec: Doc;
  keyPattern: Doc;
};

/** Reads a text index's specification; undefined when the key has no text field. */
export function parseTextDefinition(spec: Doc, key: Doc): TextDefinition | undefined {
  const isText = (kind: Value): boolean => kind === 'text';
  if (!Array.from(key.values()).some(isText)) return undefined;
  const weights = new Map<string, number>();
  for (const [path, kind] of key) if (isText(kind) && path !== '_fts') weights.set(path, 1);
  addWeights(weights, spec.get('weights'));
  const { prefix, suffix } = ordinaryFields(key);
  const keyPattern: Doc = new Map<string, Value>([...prefix, ['_fts', 'text'], ['_ftsx', 1], ...suffix]);
  const defaultLanguage = languageOf(spec.get('default_language'), 'english');
  const override = spec.get('language_override');
  const languageOverride = typeof override === 'string' ? override : 'language';
  return {
    weights,
    defaultLanguage,
    languageOverride,
    prefix: prefix.map(([path]) => path),
    keyPattern,
    spec: shown(spec, key, keyPattern, weights, defaultLanguage, languageOverride),
  };
}

type KeyField = [string, Value];

/** The ordinary fields before and after the text fields, which have to stand together. */
function ordinaryFields(key: Doc): { prefix: KeyField[]; suffix: KeyField[] } {
  const fields = [...key].filter(([path]) => path !== '_ftsx');
  const isText = ([, kind]: KeyField): boolean => kind === 'text';
  const first = fields.findIndex(isText);
  const last = fields.findLastIndex(isText);
  if (!fields.slice(first, last).every(isText))
    throw commandError('CannotCreateIndex', "'text' fields of a text index must be adjacent");
  const wildcard = fields.find((field) => !isText(field) && field[0].split('.').includes('$**'));
  if (wildcard !== undefined)
    throw commandError(
      'CannotCreateIndex',
      `a text index cannot have the wildcard '${wildcard[0]}' beside it`,
    );
  return { prefix: fields.slice(0, first), suffix: fields.slice(last + 1) };
}

function languageOf(value: Value | undefined, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string') throw commandError('TypeMismatch', 'default_language needs a string type');
  return requireLanguage(value);
}

function addWeights(weights: Map<string, number>, given: Value | undefined): void {
  if (given === undefined) return;
  if (!isDoc(given)) throw commandError('CannotCreateIndex', 'weights must be an object');
  for (const [path, weight] of given) {
    const number = isNumeric(weight) ? toNumber(weight) : Number.NaN;
    if (!(number >= 1 && number < 100_000))
      throw commandError(
        'CannotCreateIndex',
        `text index weight must be in the exclusive interval (0,100000) but found: ${String(number)}`,
      );
    weights.set(path, number);
  }
}

function shown(
  spec: Doc,
  key: Doc,
  keyPattern: Doc,
  weights: ReadonlyMap<string, number>,
  language: string,
  override: string,
): Doc {
  const name = spec.get('name');
  const result: Doc = new Map<string, Value>([
    ['v', 2],
    ['key', keyPattern],
    ['name', typeof name === 'string' ? name : defaultIndexName(key)],
  ]);
  for (const [field, value] of spec) {
    if (!result.has(field) && !['ns', 'background'].includes(field)) result.set(field, value);
  }
  result.set('weights', new Map(Array.from(weights).sort(([a], [b]) => (a < b ? -1 : 1))));
  result.set('default_language', language);
  result.set('language_override', override);
  result.set('textIndexVersion', 3);
  return result;
}
