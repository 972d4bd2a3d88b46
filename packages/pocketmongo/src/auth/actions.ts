/** What a privilege may allow: the actions that the manual lists, also those of servers with shards. */
const ACTIONS = [
  // Queries and writes.
  'find', 'insert', 'remove', 'update', 'bypassDocumentValidation', 'useUUID', 'changeStream', 'killCursors',
  // Databases, users and roles.
  'changeCustomData', 'changeOwnCustomData', 'changeOwnPassword', 'changePassword', 'createCollection', 'createIndex',
  'createRole', 'createUser', 'dropCollection', 'dropRole', 'dropUser', 'enableProfiler', 'grantRole', 'killAnyCursor',
  'revokeRole', 'setAuthenticationRestriction', 'setFeatureCompatibilityVersion', 'unlock', 'viewRole', 'viewUser',
  'createSearchIndexes', 'dropSearchIndex', 'listSearchIndexes', 'updateSearchIndex',
  // The server.
  'applicationMessage', 'auditConfigure', 'authSchemaUpgrade', 'bypassWriteBlockingMode', 'cleanupOrphaned',
  'closeAllDatabases', 'collMod', 'compact', 'connPoolSync', 'convertToCapped', 'cpuProfiler', 'dropConnections',
  'dropDatabase', 'dropIndex', 'forceUUID', 'fsync', 'getClusterParameter', 'getDefaultRWConcern', 'getParameter',
  'hostInfo', 'impersonate', 'inprog', 'invalidateUserCache', 'killAnySession', 'killop', 'listSessions', 'logRotate',
  'planCacheIndexFilter', 'planCacheRead', 'planCacheWrite', 'reIndex', 'renameCollectionSameDB', 'rotateCertificates',
  'setClusterParameter', 'setDefaultRWConcern', 'setParameter', 'setUserWriteBlockMode', 'shutdown', 'storageDetails',
  'touch',
  // Looking at it.
  'checkFreeMonitoringStatus', 'collStats', 'connPoolStats', 'dbHash', 'dbStats', 'getCmdLineOpts', 'getLog',
  'indexStats', 'listCollections', 'listDatabases', 'listIndexes', 'netstat', 'operationMetrics', 'queryStatsRead',
  'serverStatus', 'setFreeMonitoring', 'top', 'validate',
  // Replica sets and shards.
  'addShard', 'analyzeShardKey', 'appendOplogNote', 'checkMetadataConsistency', 'clearJumboFlag',
  'configureQueryAnalyzer', 'enableSharding', 'flushRouterConfig', 'getDatabaseVersion', 'getShardMap',
  'getShardVersion', 'listShards', 'moveChunk', 'refineCollectionShardKey', 'removeShard', 'replSetConfigure',
  'replSetGetConfig', 'replSetGetStatus', 'replSetHeartbeat', 'replSetStateChange', 'reshardCollection', 'resync',
  'shardingState', 'splitChunk', 'splitVector', 'transitionFromDedicatedConfigServer',
  // Everything, and what only servers do to each other.
  'anyAction', 'applyOps', 'internal',
] as const; // prettier-ignore

export type Action = (typeof ACTIONS)[number];

const KNOWN: ReadonlySet<string> = new Set(ACTIONS);

export const isAction = (name: string): name is Action => KNOWN.has(name);
