import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, Timestamp } from '../bson/values.ts';

/** What a command's expressions may ask for, on its way to a reader: there they get the same. */
export const sentValues = ({ now, clusterTime, userRoles }: SystemValues): Uint8Array =>
  encodeDocument(doc({ now, clusterTime, userRoles }));

export function receivedValues(sent: Uint8Array): SystemValues {
  const { now, clusterTime, userRoles } = Object.fromEntries(decodeDocument(sent));
  if (!(now instanceof Date && clusterTime instanceof Timestamp && Array.isArray(userRoles)))
    throw new Error('values of system variables as nobody sends them');
  return { now, clusterTime, userRoles };
}
