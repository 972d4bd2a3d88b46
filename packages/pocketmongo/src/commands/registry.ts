import { dropConnections, fsync, reIndex, setFeatureCompatibilityVersion } from './administration.ts';
import { aggregate } from './aggregate.ts';
import { getClusterParameter, setClusterParameter } from './cluster-parameter.ts';
import { collMod } from './coll-mod.ts';
import type { Command } from './command.ts';
import { configureFailPoint } from './configure-fail-point.ts';
import { bulkWrite } from './bulk-write.ts';
import { cloneCollectionAsCapped, convertToCapped } from './convert-to-capped.ts';
import { count } from './count.ts';
import { create } from './create.ts';
import { createIndexes } from './create-indexes.ts';
import { deleteDocuments } from './delete.ts';
import { distinct } from './distinct.ts';
import { currentOp, killOp } from './current-op.ts';
import { profile } from './profile.ts';
import { refused } from './refused.ts';
import { replSetGetConfig, replSetGetStatus } from './replica-set.ts';
import { getDefaultRWConcern, setDefaultRWConcern } from './default-concerns.ts';
import { connPoolStats, shardingState, top } from './small-facts.ts';
import { validate } from './validate.ts';
import { validateDBMetadata } from './validate-db-metadata.ts';
import { drop } from './drop.ts';
import { dropDatabase } from './drop-database.ts';
import { dropIndexes } from './drop-indexes.ts';
import { explain } from './explain.ts';
import { findAndModify } from './find-and-modify.ts';
import { find } from './find.ts';
import { getMore } from './get-more.ts';
import { hello } from './hello.ts';
import { dataSize, getCmdLineOpts, getLog, hostInfo, whatsmyuri } from './host-info.ts';
import { insert } from './insert.ts';
import { killAllSessions, killAllSessionsByPattern } from './kill-all-sessions.ts';
import { killCursors } from './kill-cursors.ts';
import { listCollections } from './list-collections.ts';
import { listCommands } from './list-commands.ts';
import {
  planCacheClearFilters,
  planCacheListFilters,
  planCacheSetFilter,
} from './plan-cache/index-filters.ts';
import { planCacheClear } from './plan-cache/plan-cache-clear.ts';
import { listDatabases } from './list-databases.ts';
import { listIndexes } from './list-indexes.ts';
import { getParameter, setParameter } from './parameters.ts';
import { ping } from './ping.ts';
import { renameCollection } from './rename-collection.ts';
import { logout, saslContinue, saslStart } from './sasl.ts';
import { buildInfo, connectionStatus, serverStatus } from './server-info.ts';
import { endSessions, refreshSessions, startSession } from './sessions.ts';
import { searchIndexes } from './search-indexes.ts';
import { collStats, dbStats } from './stats.ts';
import { abortTransaction, commitTransaction } from './transactions.ts';
import { update } from './update.ts';
import { compact } from './compact.ts';
import { dbHash } from './db-hash.ts';
import { invalidateUserCache } from './invalidate-user-cache.ts';
import { lockInfo } from './lock-info.ts';
import { logRotate } from './log-rotate.ts';
import { shutdown } from './shutdown.ts';
import { createRole } from './accounts/create-role.ts';
import { createUser } from './accounts/create-user.ts';
import { dropAllRolesFromDatabase, dropRole } from './accounts/drop-role.ts';
import { dropAllUsersFromDatabase, dropUser } from './accounts/drop-user.ts';
import { oneAtATime } from './accounts/one-at-a-time.ts';
import { grantPrivilegesToRole, revokePrivilegesFromRole } from './accounts/role-privileges.ts';
import { grantRolesToRole, revokeRolesFromRole } from './accounts/role-roles.ts';
import { grantRolesToUser, revokeRolesFromUser } from './accounts/user-roles.ts';
import { rolesInfo } from './accounts/roles-info.ts';
import { updateRole } from './accounts/update-role.ts';
import { updateUser } from './accounts/update-user.ts';
import { usersInfo } from './accounts/users-info.ts';

const COMMANDS: readonly Command[] = [
  dropConnections, fsync, killAllSessionsByPattern, listCommands(() => COMMANDS), planCacheClear, planCacheClearFilters, planCacheListFilters, planCacheSetFilter, reIndex,
  getClusterParameter, setClusterParameter, setFeatureCompatibilityVersion,
  dataSize, getCmdLineOpts, getLog, hostInfo, whatsmyuri,
  connPoolStats, currentOp, getDefaultRWConcern, setDefaultRWConcern, killOp, profile, refused, replSetGetConfig, replSetGetStatus,
  top, validate, validateDBMetadata,
  compact, dbHash, invalidateUserCache, lockInfo, logRotate, shardingState, shutdown,
  ...[
    createRole, dropAllRolesFromDatabase, dropRole, grantPrivilegesToRole, grantRolesToRole, revokePrivilegesFromRole,
    revokeRolesFromRole, updateRole,
    createUser, dropAllUsersFromDatabase, dropUser, grantRolesToUser, revokeRolesFromUser, updateUser,
  ].map(oneAtATime),
  rolesInfo, usersInfo,
  bulkWrite, cloneCollectionAsCapped, convertToCapped,
  abortTransaction, aggregate, buildInfo, collMod, collStats, commitTransaction, configureFailPoint,
  connectionStatus, count, create, createIndexes, dbStats, deleteDocuments, distinct, drop,
  dropDatabase, dropIndexes, endSessions, explain, find, findAndModify, getMore, getParameter, hello,
  insert, killAllSessions, killCursors, listCollections, listDatabases, listIndexes, logout, ping, refreshSessions,
  renameCollection, saslContinue, saslStart, searchIndexes, serverStatus, setParameter, startSession, update,
]; // prettier-ignore

/** Commands by every name they answer to. */
export const COMMANDS_BY_NAME: ReadonlyMap<string, Command> = new Map(
  COMMANDS.flatMap((command) => command.names.map((name): [string, Command] => [name, command])),
);

/** The fields that each command knows beside the generic ones; commands that don't check theirs are missing. */
export const KNOWN_FIELDS: ReadonlyMap<Command, ReadonlySet<string>> = new Map(
  COMMANDS.flatMap((command): [Command, ReadonlySet<string>][] =>
    command.fields === undefined ? [] : [[command, new Set(command.fields)]],
  ),
);
