import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { missingField, unknownField, wrongType } from '../../field-errors.ts';
import type { SessionOwners } from '../../sessions/local-sessions.ts';
import { logicalSession, type Owner } from '../../sessions/session-key.ts';
import { isNullish } from '../expressions/expression.ts';
import type { SourceStage, StageContext } from '../stage.ts';

/** `$listLocalSessions: {allUsers, users: [{user, db}]}`: the sessions that were used in the last half hour */
export const listLocalSessions: SourceStage = {
  over: 'nothing',
  compile: (operand, context, name) => listing(operand, context, name),
};

/**
 * `$listSessions`, with the same options: the same sessions, since there is one server. Asked of the collection
 * `config.system.sessions`, which holds nothing of its own.
 */
export const listSessions: SourceStage = {
  over: 'collection',
  compile: (operand, context, name) => {
    if (context.database !== 'config' || context.collection !== 'system.sessions')
      throw commandError('InvalidNamespace', `${name} may only be run against config.system.sessions`);
    return listing(operand, context, name);
  },
};

function listing(operand: Value, { sessions }: StageContext, name: string) {
  const owners = ownersIn(operand, name);
  return () => [
    sessions(owners).map(({ key, lastUse }) => doc({ _id: logicalSession(key), lastUse: new Date(lastUse) })),
  ];
}

function ownersIn(operand: Value, name: string): SessionOwners {
  if (!isDoc(operand)) throw commandError('TypeMismatch', `${name} options must be specified in an object`);
  for (const option of operand.keys()) {
    if (option !== 'allUsers' && option !== 'users') throw unknownField(`${name}.${option}`);
  }
  const allUsers = operand.get('allUsers') ?? false;
  if (typeof allUsers !== 'boolean') throw wrongType(`${name}.allUsers`, allUsers, 'bool');
  const users = operand.get('users') ?? [];
  if (!Array.isArray(users)) throw wrongType(`${name}.users`, users, 'array');
  const owners = users.filter((one) => !isNullish(one)).map((one) => ownerIn(one, `${name}.users`));
  if (allUsers && owners.length > 0)
    throw commandError('UnsupportedFormat', `${name} may not specify {allUsers:true} and {users:[...]} at the same time`); // prettier-ignore
  if (allUsers) return 'all';
  return owners.length > 0 ? owners : 'own';
}

function ownerIn(one: Value, field: string): Owner {
  if (!isDoc(one)) throw wrongType(field, one, 'object');
  for (const part of one.keys()) {
    if (part !== 'user' && part !== 'db') throw unknownField(`${field}.${part}`);
  }
  return { user: textIn(one, 'user', field), db: textIn(one, 'db', field) };
}

function textIn(owner: Doc, part: string, field: string): string {
  const text = owner.get(part);
  if (isNullish(text)) throw missingField(`${field}.${part}`);
  if (typeof text !== 'string') throw wrongType(`${field}.${part}`, text, 'string');
  return text;
}
