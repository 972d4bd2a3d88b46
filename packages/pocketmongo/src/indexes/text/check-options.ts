import { toNumber } from '../../bson/numbers.ts';
import { Decimal128, isDoc, isNumeric, type Doc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import { isTextKey } from './definition.ts';
import { languageNamed } from './languages.ts';

const cannot = (message: string): Error => commandError('CannotCreateIndex', message);

/** Refuses the options that a new text index can't have, and those of text in another index. */
export function checkTextOptions(spec: Doc, key: Doc): void {
  if (!isTextKey(key)) {
    if (spec.has('weights')) throw cannot('the field weights can only be specified with text indexes');
    return;
  }
  checkFields(key);
  checkWeights(spec.get('weights'));
  checkDefaultLanguage(spec.get('default_language'));
  checkOverride(spec.get('language_override'));
  checkVersion(spec.get('textIndexVersion'));
}

function checkFields(key: Doc): void {
  const fields = [...key].filter(([path]) => path !== '_ftsx');
  const isText = ([, kind]: [string, Value]): boolean => kind === 'text';
  if (!fields.slice(fields.findIndex(isText), fields.findLastIndex(isText)).every(isText))
    throw cannot("'text' fields of a text index must be adjacent");
  for (const [path, kind] of fields) {
    if (kind === 'text') continue;
    if (path.split('.').includes('$**'))
      throw cannot(`a text index cannot have the wildcard '${path}' beside it`);
    if (typeof kind === 'string')
      throw cannot(`a text index cannot have a field of kind '${kind}' beside it`);
  }
}

function checkWeights(weights: Value | undefined): void {
  if (weights === undefined) return;
  if (typeof weights === 'string' || Array.isArray(weights)) throw cannot('weights must be an object');
  if (!isDoc(weights)) throw mismatch('weights', 'object', weights);
  for (const weight of weights.values()) {
    const number = isNumeric(weight) ? toNumber(weight) : Number.NaN;
    if (!(number >= 1 && number < 100_000))
      throw cannot(
        `text index weight must be in the exclusive interval (0,100000) but found: ${String(number)}`,
      );
  }
}

function checkDefaultLanguage(language: Value | undefined): void {
  if (language === undefined) return;
  if (typeof language !== 'string') throw mismatch('default_language', 'string', language);
  if (languageNamed(language) === undefined)
    throw cannot(`unsupported language: "${language}" for text index version 3`);
}

function checkOverride(field: Value | undefined): void {
  if (field === undefined) return;
  if (typeof field !== 'string') throw mismatch('language_override', 'string', field);
  if (field === '' || field.startsWith('$')) throw cannot('language_override is not valid');
}

function checkVersion(version: Value | undefined): void {
  if (version === undefined) return;
  if (!isNumeric(version)) throw mismatch('textIndexVersion', 'number', version);
  if (version instanceof Decimal128 || toNumber(version) !== 3)
    throw cannot(`text index version ${show(version)} is not supported: version 3 is`);
}

function mismatch(option: string, wanted: string, value: Value): Error {
  return commandError(
    'TypeMismatch',
    `The field '${option}' must be ${wanted === 'object' ? 'an' : 'a'} ${wanted}, found ${show(value)}`,
  );
}
