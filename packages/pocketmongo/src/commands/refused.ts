import { commandError } from '../errors.ts';
import type { Command } from './command.ts';

/** Commands of MongoDB that this server knows of and does not have; each is refused by its name. */
const NAMES = [
  'analyzeShardKey', 'applyOps', 'authenticate', 'cleanupOrphaned', 'compactStructuredEncryptionData',
  'configureQueryAnalyzer', 'connPoolSync', 'filemd5', 'fsyncUnlock', 'getAuditConfig', 'mapReduce', 'mapreduce',
  'replSetAbortPrimaryCatchUp', 'replSetFreeze', 'replSetInitiate', 'replSetMaintenance', 'replSetReconfig',
  'replSetResizeOplog', 'replSetStepDown', 'replSetStepUp', 'replSetSyncFrom', 'rotateCertificates', 'setAuditConfig',
  'setIndexCommitQuorum', 'setProfilingFilterGlobally', 'setUserWriteBlockMode', 'shardConnPoolStats',
  'splitVector',
]; // prettier-ignore

export const refused: Command = {
  names: NAMES,
  access: 'authenticated',
  run: ({ name }) => {
    throw commandError('CommandNotSupported', `${name} is not supported by this server`);
  },
};
