import { onCollection } from '../auth/access.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isNumeric } from '../bson/values.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { commandError } from '../errors.ts';
import { optionalCount, optionalDoc, optionalHint } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { Command, CommandCall } from './command.ts';
import type { Query } from '../engine.ts';
import { variablesOf } from './let.ts';
import { countOverView, isOverView } from './over-view.ts';
import { readableNamespaceOf } from './namespace.ts';
import { stepsOf } from '../execution/counters.ts';

export const count: Command = {
  names: ['count'],
  access: onCollection('find'),
  kind: 'read',
  reading: true,
  fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields', 'let'],
  run: async (call) => {
    const namespace = readableNamespaceOf(call.database, call.body, call.name);
    const query = countQuery(call, namespace);
    if (isOverView(call, namespace)) return doc({ n: await countOverView(call, namespace, query) });
    return doc({ n: call.server.engine.count(call.op, namespace, query) });
  },
};

function absoluteLimit(body: Doc): number | undefined {
  const limit = body.get('limit');
  if (limit === undefined) return undefined;
  if (!isNumeric(limit)) throw commandError('BadValue', 'limit value for count must be a number');
  const number = toNumber(limit);
  if (!Number.isInteger(number) || Math.abs(number) > 2 ** 63)
    throw commandError('FailedToParse', `Expected an integer for the limit, found ${number}`);
  if (number === -(2 ** 63)) throw commandError('BadValue', 'limit value for count cannot be min long');
  return Math.abs(number);
}

/** The query part of a count; a limit counts by its absolute value. */
export function countQuery(call: CommandCall, namespace: string): Query {
  const { body } = call;
  const filter: Doc = optionalDoc(body, 'query') ?? doc({});
  return {
    filter: bindVariables(filter, variablesOf(call)),
    skip: optionalCount(body, 'skip'),
    limit: absoluteLimit(body),
    hint: optionalHint(body),
    collation: collationOf(call, namespace, body),
    step: stepsOf(call.op),
    fields: [],
    counting: true,
  };
}
