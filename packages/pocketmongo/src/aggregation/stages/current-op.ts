import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { unknownField, wrongType } from '../../field-errors.ts';
import { inChunks, type SourceStage } from '../stage.ts';

const KNOWN = ['allUsers', 'idleConnections', 'idleCursors', 'idleSessions', 'localOps', 'targetAllNodes', 'truncateOps', 'backtrace']; // prettier-ignore

/** `$currentOp: {allUsers, idleConnections}`: what runs at the moment; on the admin database */
export const currentOp: SourceStage = {
  over: 'nothing',
  compile: (operand, { database, currentOperations }) => {
    const options = optionsOf(operand);
    if (database !== 'admin')
      throw commandError('InvalidNamespace', "$currentOp must be run against the 'admin' database");
    const [allUsers, idle] = [options.get('allUsers') === true, options.get('idleConnections') === true];
    return () => inChunks(currentOperations({ allUsers, idle }));
  },
};

function optionsOf(operand: Value): Doc {
  if (!isDoc(operand)) throw wrongType('$currentOp', operand, 'object');
  for (const [name, option] of operand) {
    if (!KNOWN.includes(name)) throw unknownField(`$currentOp.${name}`);
    if (typeof option !== 'boolean') throw wrongType(`$currentOp.${name}`, option, 'bool');
  }
  if (operand.get('targetAllNodes') === true)
    throw commandError('FailedToParse', '$currentOp with targetAllNodes is for sharded clusters only');
  return operand;
}
