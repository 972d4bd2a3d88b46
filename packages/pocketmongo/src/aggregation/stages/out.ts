import { randomUUID } from 'node:crypto';
import { withOwnCollation } from '../../collation/spec.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { doc, type Doc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { OUT_PREFIX } from '../../storage/output-name.ts';
import { refuseView } from '../../views/view.ts';
import { writeInBatches } from '../../writes/in-batches.ts';
import type { Chunks, StageCompiler, StageContext } from '../stage.ts';
import { type OutOptions, parseOut } from './out-options.ts';
import { writeOperation } from './written-collection.ts';

/** `$out`: replaces a collection by the result at once; its indexes and options stay, and a failure changes nothing */
export const out: StageCompiler = (operand, context) => {
  const target = parseOut(operand, context.database);
  context.checkWritable(`${target.database}.${target.collection}`, ['insert', 'remove']);
  return async function* (input) {
    await replaceCollection(input, target, context);
    yield [];
  };
};

async function replaceCollection(input: Chunks, wanted: OutOptions, context: StageContext) {
  const { database, collection } = wanted;
  const { engine, step } = context;
  const op = writeOperation(context);
  const [temporary, target] = [`${database}.${OUT_PREFIX}${randomUUID()}`, `${database}.${collection}`];
  const present = engine.collection(target);
  if (present?.options.get('capped') === true)
    throw locationError(17152, `namespace '${target}' is capped so it can't be used for $out`);
  refuseView(present === undefined ? undefined : { ...present, view: engine.view(target) });
  await engine.write(op, (unit) => {
    unit.createCollection(temporary, optionsOf(present?.options, wanted));
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

/** The options of the collection that is there, or of the one that is made. */
function optionsOf(present: Doc | undefined, { timeSeries, database, collection }: OutOptions): Doc {
  if (timeSeries === undefined) return present ?? new Map<string, Value>();
  if (present === undefined) return new Map([['timeseries', timeSeries]]);
  const series = present.get('timeseries');
  if (series === undefined)
    throw locationError(
      7268700,
      `$out with timeseries to '${database}.${collection}', which is no time series`,
    );
  if (!valuesEqual(series, timeSeries))
    throw locationError(7406103, `$out with other timeseries options than '${database}.${collection}' has`);
  return present;
}
