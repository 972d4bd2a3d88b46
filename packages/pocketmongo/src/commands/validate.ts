import { doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { Progress } from '../execution/counters.ts';
import { compileFilter } from '../query/match.ts';
import { flag } from './arguments.ts';
import type { Command } from './command.ts';
import { namespaceOf } from './namespace.ts';
import { refuseView } from './refuse-view.ts';
import { rowChunks } from './run-pipeline.ts';

/**
 * Reads a collection through and holds its documents against its counters and its validator. Whether each index has
 * exactly the entries of its documents is what `pocketmongo check` finds out, on a directory that no server has open.
 */
export const validate: Command = {
  names: ['validate'],
  access: 'dbAdmin',
  fields: ['full', 'metadata', 'checkBSONConformance', 'scandata'],
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    refuseView(call, namespace);
    const { engine } = call.server;
    const collection = engine.collection(namespace);
    const indexes = engine.indexes(namespace);
    if (collection === undefined || indexes === undefined)
      throw commandError('NamespaceNotFound', `Collection '${namespace}' does not exist to validate.`);
    const validator = collection.options.get('validator');
    const matches = validator instanceof Map ? compileFilter(validator) : undefined;
    const progress = new Progress(call.op);
    let [records, unlike] = [0, 0];
    if (!flag(call.body, 'metadata')) {
      for await (const documents of rowChunks(engine.find(call.op, namespace, { filter: doc({}) }))) {
        for (const document of documents) {
          progress.step();
          records += 1;
          if (matches !== undefined && !matches(document)) unlike += 1;
        }
      }
    }
    const warnings: Value[] =
      unlike === 0 ? [] : ['Detected one or more documents not compliant with the collection\'s schema.']; // prettier-ignore
    return doc({
      ns: namespace,
      nInvalidDocuments: 0,
      nNonCompliantDocuments: unlike,
      nrecords: records,
      nIndexes: indexes.length,
      valid: true,
      repaired: false,
      warnings,
      errors: [],
      extraIndexEntries: [],
      missingIndexEntries: [],
      corruptRecords: [],
    });
  },
};
