import { valuesEqual } from '../bson/compare.ts';
import type { Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Command } from './command.ts';
import { checkFields } from './arguments.ts';
import { namespaceOf } from './namespace.ts';

/** Options whose absence the data would show; they are refused, not ignored. */
const UNSUPPORTED = ['capped', 'validator', 'viewOn', 'pipeline', 'timeseries', 'collation', 'clusteredIndex', 'changeStreamPreAndPostImages', 'encryptedFields'] as const; // prettier-ignore
const KNOWN = ['size', 'max', 'validationLevel', 'validationAction', 'storageEngine', 'indexOptionDefaults', 'autoIndexId', 'flags', 'idIndex', 'expireAfterSeconds', 'temp'] as const; // prettier-ignore

export const create: Command = {
  names: ['create'],
  access: 'define',
  fields: [...UNSUPPORTED, ...KNOWN],
  transactional: true,
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    checkFields(call.body, call.name, new Set([...UNSUPPORTED, ...KNOWN]));
    const options = supportedOptions(call.body);
    const present = call.server.engine.collection(namespace, call.op.txn);
    if (present !== undefined) {
      if (valuesEqual(present.options, options)) return new Map();
      throw commandError(
        'NamespaceExists',
        `namespace ${namespace} already exists, but with different options`,
      );
    }
    return call.server.engine.write(call.op, (unit) => {
      unit.createCollection(namespace, options);
      return new Map();
    });
  },
};

function supportedOptions(body: Doc): Doc {
  for (const option of UNSUPPORTED) {
    const value = body.get(option);
    if (value === undefined || value === null || value === false) continue;
    throw commandError('CommandNotSupported', `create with ${option} is not supported`);
  }
  return new Map();
}
