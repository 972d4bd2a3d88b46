import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { stageFields } from '../operand.ts';
import type { Stage, StageCompiler } from '../stage.ts';
import { addFields } from './add-fields.ts';
import { setWindowFields } from './set-window-fields.ts';

const METHODS: ReadonlyMap<Value, string> = new Map<Value, string>([
  ['linear', '$linearFill'],
  ['locf', '$locf'],
]);

/** `$fill`: null and missing fields get a value; a `$setWindowFields` for the methods, an `$addFields` for the values */
export const fill: StageCompiler = (operand, context, name) => {
  const fields = stageFields(operand, name, ['partitionBy', 'partitionByFields', 'sortBy', 'output']);
  const output = fields.get('output');
  if (!isDoc(output) || output.size === 0)
    throw commandError('FailedToParse', "$fill requires an 'output' object with at least one field");
  partitionOf(fields);
  const methods: Doc = new Map();
  const values: Doc = new Map();
  for (const [path, definition] of output) {
    const [[how, what] = ['', null], second] = isDoc(definition) ? definition : [];
    const method = METHODS.get(what);
    if (second !== undefined || (how !== 'value' && (how !== 'method' || method === undefined)))
      throw commandError(
        'FailedToParse',
        `'${path}' of $fill must be { value } or { method: 'linear' | 'locf' }`,
      );
    if (how === 'value') values.set(path, doc({ $ifNull: [`$${path}`, what] }));
    else if (method !== undefined) methods.set(path, doc({ [method]: `$${path}` }));
  }
  const stages: Stage[] = [];
  if (methods.size > 0) stages.push(setWindowFields(windowOf(fields, methods), context, '$setWindowFields'));
  if (values.size > 0) stages.push(addFields(values, context, '$addFields'));
  return (input) => stages.reduce((chunks, stage) => stage(chunks), input);
};

function windowOf(fields: Doc, output: Doc): Doc {
  const sortBy = fields.get('sortBy');
  if (!isDoc(sortBy)) throw commandError('FailedToParse', "$fill with a 'method' requires a 'sortBy' object");
  const window = doc({ sortBy, output });
  const partition = partitionOf(fields);
  if (partition !== undefined) window.set('partitionBy', partition);
  return window;
}

function partitionOf(fields: Doc): Value | undefined {
  const names = fields.get('partitionByFields');
  if (names === undefined) return fields.get('partitionBy');
  if (fields.has('partitionBy'))
    throw commandError('FailedToParse', "$fill takes only one of 'partitionBy' and 'partitionByFields'");
  if (!Array.isArray(names)) throw commandError('FailedToParse', "'partitionByFields' must be an array");
  return new Map(
    names.map((field, index) => {
      if (typeof field !== 'string' || field.startsWith('$'))
        throw commandError('FailedToParse', "'partitionByFields' must be an array of field names");
      return [`field${index}`, `$${field}`];
    }),
  );
}
