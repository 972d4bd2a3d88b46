import { toNumber, wholeNumber } from '../bson/numbers.ts';
import { type Doc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';

/** The bounds of a capped collection, beyond which its oldest documents go. */
export type Capped = {
  bytes: number;
  documents: number;
};

const SMALLEST = 4_096;
const STEP = 256;
const LARGEST = 2 ** 50;
const MOST_DOCUMENTS = 2 ** 31;

/** The bounds of a collection with these options; undefined for one that may grow. */
export function cappedOf(options: Doc): Capped | undefined {
  const size = options.get('size');
  if (options.get('capped') !== true || !isNumeric(size)) return undefined;
  const max = options.get('max');
  // The manual: at least 4096 bytes, rounded up to a multiple of 256.
  const bytes = Math.max(SMALLEST, Math.ceil(toNumber(size) / STEP) * STEP);
  return { bytes, documents: isNumeric(max) ? toNumber(max) : Number.POSITIVE_INFINITY };
}

/** The options of create that make a collection capped, checked; empty for one that is not. */
export function cappedOptions(isCapped: boolean, { size, max }: { size?: Value; max?: Value }): Doc {
  if (!isCapped) {
    if (size === undefined && max === undefined) return new Map();
    throw commandError(
      'InvalidOptions',
      "the 'capped' field needs to be true when either the 'size' or 'max' fields are present",
    );
  }
  if (size === undefined)
    throw commandError('InvalidOptions', "the 'size' field is required when 'capped' is true");
  const options: Doc = new Map<string, Value>([
    ['capped', true],
    ['size', bytesOption('size', size)],
  ]);
  const documents = max === undefined ? undefined : documentsOption('max', max);
  if (documents !== undefined) options.set('max', documents);
  return options;
}

/** A number of bytes. Throws for none, and for more than 1 PB. */
export function bytesOption(field: string, value: Value): Value {
  const bytes = wholeOf(field, value);
  if (bytes >= 1 && bytes <= LARGEST) return asStored(bytes);
  throw commandError(
    'BadValue',
    `BSON field '${field}' value must be >= 1 and <= ${LARGEST}, actual value '${bytes}'`,
  );
}

/** A number of documents; undefined where there is no bound. */
export function documentsOption(field: string, value: Value): Value | undefined {
  const documents = wholeOf(field, value);
  if (documents >= MOST_DOCUMENTS)
    throw commandError('BadValue', `${field} in a capped collection has to be < 2^31 or not set`);
  return documents <= 0 ? undefined : asStored(documents);
}

function wholeOf(field: string, value: Value): number {
  if (isNumeric(value)) return wholeNumber(value);
  throw commandError('TypeMismatch', `BSON field '${field}' must be a number`);
}

/** A whole number, whatever it was given as. */
const asStored = (whole: number): Value => (whole < 2 ** 31 ? whole : BigInt(whole));
