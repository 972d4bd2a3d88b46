import { onCluster } from '../auth/access.ts';
import { doc } from '../bson/values.ts';
import type { Command } from './command.ts';

/** The collections that open transactions have written to. Other writes take turns and hold nothing. */
export const lockInfo: Command = {
  names: ['lockInfo'],
  access: onCluster('serverStatus'),
  fields: [],
  adminOnly: true,
  run: ({ server: { engine } }) => {
    const held = [...Map.groupBy(engine.heldCollections(), ({ namespace }) => namespace)];
    return doc({
      lockInfo: held.map(([namespace, holders]) =>
        doc({
          resourceId: `{Collection, ${namespace}}`,
          granted: holders.map(({ txnNumber }) => doc({ mode: 'IX', txnNumber })),
          pending: [],
        }),
      ),
    });
  },
};
