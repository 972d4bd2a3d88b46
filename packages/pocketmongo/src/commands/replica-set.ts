import { onCluster } from '../auth/access.ts';
import { doc, type Doc, Double, Timestamp } from '../bson/values.ts';
import type { Command, CommandCall } from './command.ts';
import { REPLICA_SET } from './version.ts';

const TERM = 1n;

/** The replica set of one that the server presents itself as. */
export const replSetGetStatus: Command = {
  names: ['replSetGetStatus'],
  access: onCluster('replSetGetStatus'),
  adminOnly: true,
  run: (call) => {
    const { server, now } = call;
    const optime = optimeOf(call);
    const uptime = Math.round((performance.now() - server.info.startedAt) / 1_000);
    const times = { optime, optimeDate: now, lastAppliedWallTime: now, lastDurableWallTime: now };
    const member = doc({
      _id: 0,
      name: server.info.address(),
      health: new Double(1),
      state: 1,
      stateStr: 'PRIMARY',
      uptime,
      ...times,
      syncSourceHost: '',
      configVersion: 1,
      configTerm: 1,
      self: true,
    });
    return doc({
      set: REPLICA_SET,
      date: now,
      myState: 1,
      term: TERM,
      syncSourceHost: '',
      heartbeatIntervalMillis: 2_000n,
      majorityVoteCount: 1,
      writeMajorityCount: 1,
      votingMembersCount: 1,
      writableVotingMembersCount: 1,
      optimes: doc({ lastCommittedOpTime: optime, appliedOpTime: optime, durableOpTime: optime }),
      members: [member],
    });
  },
};

export const replSetGetConfig: Command = {
  names: ['replSetGetConfig'],
  access: onCluster('replSetGetConfig'),
  adminOnly: true,
  run: ({ server }) => {
    const member = doc({ _id: 0, host: server.info.address(), arbiterOnly: false, hidden: false, priority: 1, votes: 1 }); // prettier-ignore
    return doc({ config: doc({ _id: REPLICA_SET, version: 1, term: 1, members: [member] }) });
  },
};

function optimeOf({ server }: CommandCall): Doc {
  const { seconds, increment } = server.engine.oplog.clock.time;
  return doc({ ts: new Timestamp({ t: seconds, i: increment }), t: TERM });
}
