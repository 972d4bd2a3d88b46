import { STANDING_VALUES } from '../aggregation/expressions/system-variables.ts';
import { onCollection } from '../auth/access.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import { problemsOf, type CollectionCheck } from '../check/check-collection.ts';
import { commandError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { flag } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { namespaceOf } from './namespace.ts';
import { refuseView } from './refuse-view.ts';

/** How many sentences of each kind are told. */
const MOST_TOLD = 100;

/**
 * Holds the documents of a collection against its indexes, its counters and its validator, as the last commit has them
 * while others go on. Every option but `metadata` asks for the same.
 */
export const validate: Command = {
  names: ['validate'],
  access: onCollection('validate'),
  fields: ['full', 'background', 'metadata', 'checkBSONConformance', 'scandata', 'repair', 'fixMultikey', 'enforceFastCount'], // prettier-ignore
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    refuseView(call, namespace);
    for (const option of ['repair', 'fixMultikey'])
      if (flag(call.body, option))
        throw commandError('CommandNotSupported', `validate with ${option} is not supported`);
    const { engine } = call.server;
    const collection = engine.collection(namespace);
    const indexes = engine.indexes(namespace);
    if (collection === undefined || indexes === undefined) throw missing(namespace);
    if (flag(call.body, 'metadata')) return doc({ ns: namespace, nIndexes: indexes.length, ...sound() });
    const { found, unlike } = await checked(call, namespace, collection.options.get('validator'));
    return reply(namespace, found, unlike);
  },
};

const missing = (namespace: string): Error =>
  commandError('NamespaceNotFound', `Collection '${namespace}' does not exist to validate.`);

const sound = (): Record<string, Value> => ({ valid: true, repaired: false, warnings: [], errors: [] });

async function checked({ server, op }: CommandCall, namespace: string, validator: Value | undefined) {
  const matches =
    validator instanceof Map ? compileFilter(validator, { system: STANDING_VALUES }) : undefined;
  let unlike = 0;
  const found = await server.engine.check(op, namespace, (document) => {
    if (matches !== undefined && !matches(document)) unlike += 1;
  });
  if (found === undefined) throw missing(namespace);
  return { found, unlike };
}

function reply(namespace: string, found: CollectionCheck, unlike: number): Doc {
  const errors = problemsOf(found);
  const warnings = unlike === 0 ? [] : ["Detected one or more documents not compliant with the collection's schema."]; // prettier-ignore
  const indexes = [...found.indexes];
  return doc({
    ns: namespace,
    nInvalidDocuments: found.corrupt.length,
    nNonCompliantDocuments: unlike,
    nrecords: found.documents,
    nIndexes: indexes.length,
    keysPerIndex: new Map(indexes.map(([name, { entries }]): [string, Value] => [name, entries])),
    indexDetails: new Map(
      indexes.map(([name, { problems }]): [string, Value] => [
        name,
        doc({
          valid: problems.length === 0,
          ...(problems.length === 0 ? {} : { errors: problems.slice(0, MOST_TOLD) }),
        }),
      ]),
    ),
    ...sound(),
    valid: errors.length === 0,
    warnings,
    errors: errors.slice(0, MOST_TOLD),
    extraIndexEntries: shown(found.extra),
    missingIndexEntries: shown(found.missing),
    corruptRecords: found.corrupt.slice(0, MOST_TOLD).map(BigInt),
  });
}

const shown = (entries: CollectionCheck['extra']): Doc[] =>
  entries
    .slice(0, MOST_TOLD)
    .map(({ index, recordId }) => doc({ indexName: index, recordId: BigInt(recordId) }));
