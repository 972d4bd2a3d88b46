import { SEE_ALL_OPERATIONS } from './rights.ts';
import { onCluster } from '../auth/access.ts';
import { requireRight } from '../auth/authorize.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isNumeric } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { currentOperations, killOperation } from '../operations/current-operations.ts';
import { compileFilter } from '../query/match.ts';
import { flag } from './arguments.ts';
import type { Command } from './command.ts';

const OPTIONS = ['currentOp', '$all', '$ownOps', '$truncateOps', '$db', '$readPreference', '$clusterTime', 'lsid', 'comment', 'maxTimeMS', 'apiVersion', 'apiStrict', 'apiDeprecationErrors', 'readConcern']; // prettier-ignore

/** What runs; further fields of the command filter it. */
export const currentOp: Command = {
  names: ['currentOp'],
  access: 'authenticated',
  adminOnly: true,
  run: (call) => {
    const own = flag(call.body, '$ownOps');
    if (!own) requireRight(call.connection, SEE_ALL_OPERATIONS, call.name);
    const filter: Doc = new Map([...call.body].filter(([field]) => !OPTIONS.includes(field)));
    const all = currentOperations(call, { allUsers: !own, idle: flag(call.body, '$all') });
    return doc({ inprog: all.filter(compileFilter(filter, { system: call.system })) });
  },
};

/** Stops an operation: its loops end with Interrupted, as with a limit of time. */
export const killOp: Command = {
  names: ['killOp'],
  access: onCluster('killop'),
  fields: ['op'],
  adminOnly: true,
  run: (call) => {
    const number = call.body.get('op');
    if (!isNumeric(number)) throw commandError('TypeMismatch', "BSON field 'killOp.op' must be a number");
    killOperation(call, toNumber(number));
    // As mongod does, also when there is none such.
    return doc({ info: 'attempting to kill op' });
  },
};
