import { isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { SourceStage } from '../stage.ts';

/** `$planCacheStats: {}`: nothing, because plans follow from rules, each time anew, and none is kept */
export const planCacheStats: SourceStage = {
  over: 'collection',
  compile: (operand, _context, name) => {
    if (!isDoc(operand)) throw locationError(28_803, `${name} value must be an object`);
    const [option] = operand.keys();
    if (option !== undefined)
      throw locationError(28_803, `${name} parameters object must be empty. Found option: ${option}`);
    return () => [];
  },
};
