import type { User } from '../../auth/users.ts';
import { type Doc } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { show } from '../../query/show.ts';
import { optionalArray, requiredString } from '../arguments.ts';
import type { CommandCall } from '../command.ts';

/** The user that the command names in its first field. Throws UserNotFound. */
export function namedUser({ server, database, body, name }: CommandCall): User {
  const wanted = requiredString(body, name);
  const user = server.users.find(database, wanted);
  if (user === undefined) throw commandError('UserNotFound', `User '${wanted}@${database}' not found`);
  return user;
}

export const USER_FIELDS = [
  'pwd', 'roles', 'customData', 'mechanisms', 'digestPassword', 'authenticationRestrictions',
]; // prettier-ignore

/** Refuses what users can't have here. */
export function refuseUnsupported(body: Doc): void {
  const mechanisms = optionalArray(body, 'mechanisms') ?? [];
  for (const mechanism of mechanisms) {
    if (mechanism !== 'SCRAM-SHA-256')
      throw commandError('BadValue', `Unknown auth mechanism '${show(mechanism)}'`);
  }
  refuseFields(body, 'users', ['customData', 'authenticationRestrictions']);
}

/** Refuses fields that are there and not empty. */
export function refuseFields(body: Doc, whose: string, fields: readonly string[]): void {
  for (const field of fields) {
    const value = body.get(field);
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    throw commandError('CommandNotSupported', `${whose} with ${field} are not supported`);
  }
}
