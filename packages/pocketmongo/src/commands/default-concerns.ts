import { onCluster } from '../auth/access.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isNumeric } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { checkFields, flag, optionalDoc, wrongType } from './arguments.ts';
import type { Command } from './command.ts';
import { checkWriteConcernFields, unknownWriteMode } from './concerns.ts';

/** What commands go by that name no concern. */
export const getDefaultRWConcern: Command = {
  names: ['getDefaultRWConcern'],
  access: onCluster('getDefaultRWConcern'),
  fields: ['inMemory'],
  adminOnly: true,
  run: ({ body, now, server }) => {
    const shown = server.defaultConcerns.shown(now);
    return flag(body, 'inMemory') ? shown.set('inMemory', true) : shown;
  },
};

/** An empty document takes a default back; that of writes stays once it is set. */
export const setDefaultRWConcern: Command = {
  names: ['setDefaultRWConcern'],
  access: onCluster('setDefaultRWConcern'),
  fields: ['defaultReadConcern', 'defaultWriteConcern'],
  adminOnly: true,
  run: async ({ body, now, server: { defaultConcerns } }) => {
    const read = optionalDoc(body, 'defaultReadConcern');
    const write = optionalDoc(body, 'defaultWriteConcern');
    if (read === undefined && write === undefined)
      throw commandError('BadValue', 'At least one of the "defaultReadConcern" or "defaultWriteConcern" fields must be present'); // prettier-ignore
    if (write?.size === 0 && defaultConcerns.write() !== undefined)
      throw commandError('IllegalOperation', 'The default write concern cannot be unset once it is set');
    const changed = {
      ...(read !== undefined && { read: readConcernOf(read) }),
      ...(write !== undefined && { write: writeConcernOf(write) }),
    };
    await defaultConcerns.set(changed, now);
    return defaultConcerns.shown(now);
  },
};

const LEVELS: readonly unknown[] = ['local', 'available', 'majority'];

function readConcernOf(given: Doc): Doc | null {
  checkFields(given, 'defaultReadConcern', new Set(['level']));
  const level = given.get('level');
  if (level === undefined) return null;
  if (typeof level !== 'string') throw wrongType('defaultReadConcern.level', level, 'string');
  if (!LEVELS.includes(level))
    throw commandError('BadValue', `level: '${level}' is not supported as a default read concern`);
  return doc({ level });
}

function writeConcernOf(given: Doc): Doc | null {
  if (given.size === 0) return null;
  checkWriteConcernFields(given);
  if (!given.has('w')) throw commandError('BadValue', "The default write concern must have the field 'w'");
  const w = given.get('w') ?? '';
  if (!isNumeric(w) && w !== 'majority') throw unknownWriteMode(w);
  const count = isNumeric(w) ? Math.trunc(toNumber(w)) : undefined;
  if (count === 0) throw commandError('BadValue', 'w: 0 is not supported as a default write concern');
  const [wait, j] = [given.get('wtimeout'), given.get('j')];
  return doc({
    w: count ?? w,
    ...(j !== undefined && { j }),
    wtimeout: isNumeric(wait) ? Math.max(0, Math.trunc(toNumber(wait))) : 0,
  });
}
