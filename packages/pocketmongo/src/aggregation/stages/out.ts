import { randomUUID } from 'node:crypto';
import { withOwnCollation } from '../../collation/spec.ts';
import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import type { Operation } from '../../engine.ts';
import { OUT_PREFIX } from '../../storage/leftovers.ts';
import { refuseView } from '../../views/view.ts';
import { writeInBatches } from '../../writes/in-batches.ts';
import type { Chunks, StageCompiler, StageContext } from '../stage.ts';

interface Target {
  database: string;
  collection: string;
}

/** `$out`: replaces a collection by the result at once; its indexes and options stay, and a failure changes nothing */
export const out: StageCompiler = (operand, context) => {
  const target = parse(operand, context.database);
  context.checkWritable(target.database);
  return async function* (input) {
    await replaceCollection(input, target, context);
    yield [];
  };
};

/** The operation that writes of a pipeline run under. */
export const writeOperation = ({ op }: StageContext): Operation => ({
  deadline: op.deadline,
  signal: op.signal,
  ...(op.bypassValidation === true && { bypassValidation: true }),
});

async function replaceCollection(input: Chunks, { database, collection }: Target, context: StageContext) {
  const { engine, step } = context;
  const op = writeOperation(context);
  const [temporary, target] = [`${database}.${OUT_PREFIX}${randomUUID()}`, `${database}.${collection}`];
  const present = engine.collection(target);
  if (present?.options.get('capped') === true)
    throw locationError(17152, `namespace '${target}' is capped so it can't be used for $out`);
  refuseView(present === undefined ? undefined : { ...present, view: engine.view(target) });
  await engine.write(op, (unit) => {
    unit.createCollection(temporary, present?.options ?? new Map<string, Value>());
    const indexes = (engine.indexes(target) ?? []).filter((spec) => spec.get('name') !== '_id_');
    if (indexes.length > 0) unit.createIndexes(temporary, indexes.map(withOwnCollation));
    return new Map();
  });
  try {
    for await (const documents of input) {
      await writeInBatches(engine, op, documents, (unit, document) => {
        step();
        unit.insert(temporary, document);
      });
    }
    await engine.write(op, (unit) => {
      unit.renameCollection(temporary, target, true);
      return new Map();
    });
  } catch (error) {
    await engine.write({}, (unit) => doc({ dropped: unit.dropCollection(temporary) }));
    throw error;
  }
}

function parse(operand: Value, database: string): Target {
  if (typeof operand === 'string') return checked({ database, collection: operand });
  if (!isDoc(operand)) throw locationError(16990, '$out only supports a string or object argument');
  return checked(namedTarget(operand));
}

function namedTarget(operand: Doc): Target {
  const [database, collection] = [operand.get('db'), operand.get('coll')];
  if (operand.has('timeseries'))
    throw commandError('CommandNotSupported', '$out with timeseries is not supported');
  if (operand.size === 2 && typeof database === 'string' && typeof collection === 'string')
    return { database, collection };
  throw commandError('FailedToParse', '$out takes a collection name or { db, coll }');
}

/** Throws for a target that nobody may write. */
export function checked(target: Target): Target {
  const { database, collection } = target;
  if (
    collection === '' ||
    collection.startsWith('system.') ||
    collection.includes('$') ||
    database === '' ||
    database.includes('.')
  ) {
    throw locationError(17385, `Can't $out to special or invalid collection: ${database}.${collection}`);
  }
  return target;
}
