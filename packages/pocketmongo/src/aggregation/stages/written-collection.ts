import { isInternal } from '../../catalog/namespace.ts';
import { commandError, locationError } from '../../errors.ts';
import type { Operation } from '../../execution/operation.ts';
import type { StageContext } from '../stage.ts';

/** The collection that `$out` or `$merge` writes. */
export interface Written {
  database: string;
  collection: string;
}

/** The codes that the two stages refuse the server's own databases and collections with. */
const CODES = { $out: { reserved: 31321, system: 17385 }, $merge: { reserved: 31320, system: 31319 } };

/** The target as it is. Throws for one that nobody may write. */
export function checkWritten<Target extends Written>(target: Target, stage: keyof typeof CODES): Target {
  const { database, collection } = target;
  const name = `${database}.${collection}`;
  if (database === '' || database.includes('.') || collection === '')
    throw commandError('InvalidNamespace', `Invalid ${stage} target namespace, ${name}`);
  if (isInternal(database))
    throw locationError(CODES[stage].reserved, `${stage} cannot write to the ${database} database: ${name}`);
  if (collection.startsWith('system.'))
    throw locationError(CODES[stage].system, `Can't ${stage} to special or system collection: ${name}`);
  if (collection.includes('$'))
    throw commandError('IllegalOperation', `${stage} to an invalid collection name: ${name}`);
  return target;
}

/** The operation that writes of a pipeline run under. */
export const writeOperation = ({ op }: StageContext): Operation => ({
  deadline: op.deadline,
  signal: op.signal,
  ...(op.bypassValidation === true && { bypassValidation: true }),
});
