import { isDoc, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import type { SourceStage } from '../stage.ts';

/** `$planCacheStats: {}`: nothing, because plans follow from rules, each time anew, and none is kept */
export const planCacheStats: SourceStage = {
  over: 'collection',
  compile: (operand, { database, collection = '', engine }, name) => {
    checkOptions(operand, name);
    const namespace = `${database}.${collection}`;
    return () => {
      if (engine.collection(namespace) === undefined)
        throw locationError(50_933, `${name} was asked of ${namespace}, which does not exist`);
      return [];
    };
  },
};

function checkOptions(operand: Value, name: string): void {
  if (!isDoc(operand)) throw commandError('FailedToParse', `${name} value must be an object`);
  for (const [option, value] of operand) {
    if (option !== 'allHosts')
      throw commandError('FailedToParse', `${name} takes no option ${option}, only allHosts`);
    if (typeof value !== 'boolean') throw locationError(13_111, `allHosts of ${name} must be a boolean`);
    if (value) throw locationError(4_503_200, `${name} with allHosts is for sharded clusters only`);
  }
}
