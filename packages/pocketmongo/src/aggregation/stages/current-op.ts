import { isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { inChunks, type SourceStage } from '../stage.ts';

const KNOWN = ['allUsers', 'idleConnections', 'idleCursors', 'idleSessions', 'localOps', 'targetAllNodes', 'backtrace']; // prettier-ignore

/** `$currentOp: {allUsers, idleConnections}`: what runs at the moment; on the admin database */
export const currentOp: SourceStage = {
  over: 'nothing',
  compile: (operand, { database, currentOperations }) => {
    if (!isDoc(operand)) throw commandError('FailedToParse', '$currentOp options must be an object');
    if (database !== 'admin')
      throw commandError('InvalidNamespace', "$currentOp must be run against the 'admin' database");
    for (const name of operand.keys()) {
      if (!KNOWN.includes(name))
        throw commandError('FailedToParse', `Unrecognized option '${name}' in $currentOp stage.`);
    }
    const [allUsers, idle] = [option(operand.get('allUsers')), option(operand.get('idleConnections'))];
    return () => inChunks(currentOperations({ allUsers, idle }));
  },
};

function option(value: Value | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw commandError('FailedToParse', 'options of $currentOp must be booleans');
}
