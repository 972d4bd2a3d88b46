import { doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import type { SessionOwners } from '../../sessions/local-sessions.ts';
import { logicalSession, type Owner } from '../../sessions/session-key.ts';
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
    if (option !== 'allUsers' && option !== 'users')
      throw commandError('FailedToParse', `Unknown option for ${name}: ${option}`);
  }
  const allUsers = operand.get('allUsers') ?? false;
  if (typeof allUsers !== 'boolean') throw commandError('TypeMismatch', `${name}.allUsers must be a boolean`);
  const users = operand.get('users');
  if (users === undefined) return allUsers ? 'all' : 'own';
  if (allUsers)
    throw commandError('UnsupportedFormat', `${name} may not specify {allUsers:true} and {users:[...]} at the same time`); // prettier-ignore
  if (!Array.isArray(users)) throw commandError('TypeMismatch', `${name}.users must be an array`);
  return users.map((one) => ownerIn(one, name));
}

function ownerIn(one: Value, name: string): Owner {
  const [user, db] = isDoc(one) ? [one.get('user'), one.get('db')] : [];
  if (typeof user === 'string' && typeof db === 'string') return { user, db };
  throw commandError('TypeMismatch', `${name}.users must hold documents {user, db}`);
}
