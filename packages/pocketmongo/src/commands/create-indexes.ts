import { onCollection } from '../auth/access.ts';
import { doc, type Doc, isDoc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { show } from '../query/show.ts';
import { requiredDocs, wrongType } from './arguments.ts';
import type { CreateIndexesOutcome } from '../engine.ts';
import { buildIndexes } from '../writes/build-indexes.ts';
import type { Command, CommandCall } from './command.ts';
import { namespaceOf } from './namespace.ts';

const KNOWN = new Set([
  'key', 'name', 'v', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'hidden', 'background',
  'weights', 'default_language', 'language_override', 'textIndexVersion', 'ns', 'collation', '2dsphereIndexVersion', 'bits',
  'min', 'max', 'wildcardProjection', 'prepareUnique',
]); // prettier-ignore
const UNSUPPORTED = new Set(['storageEngine', 'bucketSize']);

export const createIndexes: Command = {
  names: ['createIndexes'],
  access: onCollection('createIndex'),
  kind: 'define',
  fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
  transactional: true,
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const specs = requiredDocs(call.body, 'indexes');
    if (specs.length === 0) throw commandError('BadValue', 'Must specify at least one index to create');
    specs.forEach(checkSpec);
    return create(call, namespace, specs.map(withoutLegacy));
  },
};

async function create({ server, op }: CommandCall, namespace: string, specs: readonly Doc[]): Promise<Doc> {
  if (op.txn === undefined) return replyOf(await buildIndexes(server.engine, op, namespace, specs));
  return server.engine.write(op, (unit) => replyOf(unit.createIndexes(namespace, specs)));
}

function replyOf(outcome: CreateIndexesOutcome): Doc {
  const reply = doc({
    numIndexesBefore: outcome.numIndexesBefore,
    numIndexesAfter: outcome.numIndexesAfter,
    createdCollectionAutomatically: outcome.createdCollectionAutomatically,
  });
  if (outcome.numIndexesBefore === outcome.numIndexesAfter) reply.set('note', 'all indexes already exist');
  return reply;
}

function checkSpec(spec: Doc): void {
  const key = spec.get('key');
  if (key === undefined) throw missing('key');
  if (!isDoc(key)) throw wrongType('createIndexes.indexes.key', key, 'object');
  if (key.size === 0) throw commandError('CannotCreateIndex', 'Index keys cannot be an empty object');
  const name = spec.get('name');
  if (name === undefined) throw missing('name');
  if (typeof name !== 'string') throw wrongType('createIndexes.indexes.name', name, 'string');
  for (const option of spec.keys()) {
    if (UNSUPPORTED.has(option)) {
      throw commandError('CommandNotSupported', `indexes with ${option} are not supported`);
    }
    if (!KNOWN.has(option)) {
      throw commandError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an index specification. Specification: ${show(spec)}`,
      );
    }
  }
}

const missing = (field: string): Error =>
  commandError('FailedToParse', `The '${field}' field is a required property of an index specification`);

/** Options that old clients send and that mean nothing any more. */
function withoutLegacy(spec: Doc): Doc {
  return new Map([...spec].filter(([option]) => option !== 'background' && option !== 'ns'));
}
