import type { Action } from './actions.ts';
import { merged, type Privilege } from './privilege.ts';
import type { Role } from './role.ts';

/* The privileges of the built-in roles, as the manual lists them for version 7.0. */

const READ: readonly Action[] = [
  'changeStream', 'collStats', 'dbHash', 'dbStats', 'find', 'killCursors', 'listCollections', 'listIndexes',
  'planCacheRead',
]; // prettier-ignore
const READ_WRITE: readonly Action[] = [
  ...READ, 'convertToCapped', 'createCollection', 'createIndex', 'createSearchIndexes', 'dropCollection', 'dropIndex',
  'dropSearchIndex', 'insert', 'remove', 'renameCollectionSameDB', 'update', 'updateSearchIndex',
]; // prettier-ignore
const DB_ADMIN: readonly Action[] = [
  'bypassDocumentValidation', 'collMod', 'collStats', 'compact', 'convertToCapped', 'createCollection', 'createIndex',
  'createSearchIndexes', 'dbStats', 'dropCollection', 'dropDatabase', 'dropIndex', 'dropSearchIndex', 'enableProfiler',
  'indexStats', 'listCollections', 'listIndexes', 'planCacheIndexFilter', 'planCacheRead', 'planCacheWrite', 'reIndex',
  'renameCollectionSameDB', 'storageDetails', 'updateSearchIndex', 'validate',
]; // prettier-ignore
const PROFILE: readonly Action[] = [...READ, 'convertToCapped', 'createCollection', 'dropCollection'];
const USER_ADMIN: readonly Action[] = [
  'changeCustomData', 'changePassword', 'createRole', 'createUser', 'dropRole', 'dropUser', 'grantRole', 'revokeRole',
  'setAuthenticationRestriction', 'viewRole', 'viewUser',
]; // prettier-ignore

const CLUSTER_MONITOR: readonly Action[] = [
  'checkFreeMonitoringStatus', 'connPoolStats', 'getClusterParameter', 'getCmdLineOpts', 'getDefaultRWConcern',
  'getLog', 'getParameter', 'getShardMap', 'hostInfo', 'inprog', 'listDatabases', 'listSessions', 'listShards',
  'netstat', 'operationMetrics', 'queryStatsRead', 'replSetGetConfig', 'replSetGetStatus', 'serverStatus',
  'setFreeMonitoring', 'shardingState', 'top',
]; // prettier-ignore
const CLUSTER_MANAGER: readonly Action[] = [
  'addShard', 'appendOplogNote', 'applicationMessage', 'cleanupOrphaned', 'flushRouterConfig', 'getClusterParameter',
  'getDefaultRWConcern', 'listSessions', 'listShards', 'removeShard', 'replSetConfigure', 'replSetGetConfig',
  'replSetGetStatus', 'replSetStateChange', 'resync', 'setClusterParameter', 'setDefaultRWConcern',
  'setFeatureCompatibilityVersion', 'setFreeMonitoring', 'transitionFromDedicatedConfigServer',
]; // prettier-ignore
const HOST_MANAGER: readonly Action[] = [
  'applicationMessage', 'closeAllDatabases', 'connPoolSync', 'dropConnections', 'flushRouterConfig', 'fsync',
  'invalidateUserCache', 'killAnyCursor', 'killAnySession', 'killop', 'logRotate', 'resync', 'rotateCertificates',
  'setParameter', 'shutdown', 'touch', 'unlock',
]; // prettier-ignore

const inCluster = (actions: readonly Action[]): Privilege => ({ resource: 'cluster', actions });
const inDatabase = (db: string, actions: readonly Action[], collection = ''): Privilege => ({
  resource: { db, collection },
  actions,
});

/** Roles that every database has; with an empty name they are those of all databases. */
const OF_DATABASES: Readonly<Record<string, (db: string) => Privilege[]>> = {
  read: (db) => [inDatabase(db, READ), inDatabase(db, READ, 'system.js')],
  readWrite: (db) => [inDatabase(db, READ_WRITE), inDatabase(db, READ_WRITE, 'system.js')],
  dbAdmin: (db) => [inDatabase(db, DB_ADMIN), inDatabase(db, PROFILE, 'system.profile')],
  userAdmin: (db) => [inDatabase(db, USER_ADMIN)],
  dbOwner: (db) => ['readWrite', 'dbAdmin', 'userAdmin'].flatMap((role) => OF_DATABASES[role]?.(db) ?? []),
};

const ofAllDatabases = (role: string, ...further: readonly Action[]): Privilege[] => [
  ...(OF_DATABASES[role]?.('') ?? []),
  inCluster(['listDatabases', ...further]),
];

/** Roles of the database `admin` alone. */
const OF_ADMIN: Readonly<Record<string, () => Privilege[]>> = {
  readAnyDatabase: () => ofAllDatabases('read'),
  readWriteAnyDatabase: () => ofAllDatabases('readWrite'),
  dbAdminAnyDatabase: () => ofAllDatabases('dbAdmin'),
  userAdminAnyDatabase: () => ofAllDatabases('userAdmin', 'authSchemaUpgrade', 'invalidateUserCache'),
  clusterMonitor: () => [
    inCluster(CLUSTER_MONITOR),
    inDatabase('', [
      'collStats',
      'dbStats',
      'getDatabaseVersion',
      'getShardVersion',
      'indexStats',
      'useUUID',
    ]),
    inDatabase('', ['find'], 'system.profile'),
  ],
  clusterManager: () => [
    inCluster(CLUSTER_MANAGER),
    inDatabase('', ['clearJumboFlag', 'enableSharding', 'moveChunk', 'splitChunk', 'splitVector']),
  ],
  hostManager: () => [inCluster(HOST_MANAGER), inDatabase('', ['killCursors'])],
  clusterAdmin: () => [
    ...['clusterManager', 'clusterMonitor', 'hostManager'].flatMap((role) => OF_ADMIN[role]?.() ?? []),
    inDatabase('', ['dropDatabase']),
  ],
  backup: () => [
    inCluster(['appendOplogNote', 'getParameter', 'listDatabases', 'serverStatus', 'setUserWriteBlockMode']),
    { resource: 'any', actions: ['collStats', 'listCollections', 'listIndexes'] },
    inDatabase('', ['find']),
    inDatabase('', ['find'], 'system.js'),
    inDatabase('', ['find'], 'system.profile'),
  ],
  restore: () => [
    inCluster(['bypassWriteBlockingMode', 'getParameter', 'setUserWriteBlockMode']),
    { resource: 'any', actions: ['listCollections'] },
    inDatabase('', [
      ...USER_ADMIN, 'bypassDocumentValidation', 'collMod', 'convertToCapped', 'createCollection', 'createIndex',
      'dropCollection', 'insert', 'remove', 'update',
    ]), // prettier-ignore
    inDatabase('', ['insert', 'remove', 'update', 'createCollection', 'dropCollection'], 'system.js'),
  ],
  root: () => [{ resource: 'any', actions: ['anyAction'] }],
};

/** What a built-in role allows; undefined where the database has none of that name. */
export function builtInPrivileges({ role, db }: Role): Privilege[] | undefined {
  const found = Object.hasOwn(OF_DATABASES, role)
    ? OF_DATABASES[role]?.(db)
    : db === 'admin' && Object.hasOwn(OF_ADMIN, role)
      ? OF_ADMIN[role]?.()
      : undefined;
  return found === undefined ? undefined : merged(found);
}

export const isBuiltIn = (role: Role): boolean => builtInPrivileges(role) !== undefined;

/** The built-in roles of a database. */
export function builtInRoles(db: string): Role[] {
  const names = [...Object.keys(OF_DATABASES), ...(db === 'admin' ? Object.keys(OF_ADMIN) : [])];
  return names.map((role) => ({ role, db }));
}
