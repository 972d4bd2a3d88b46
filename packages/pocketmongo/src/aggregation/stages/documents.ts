import { isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { createCompiler, variablesOf } from '../expressions/compile.ts';
import { inChunks, type SourceStage } from '../stage.ts';

/** `$documents: [ … ]`: literal documents instead of a collection's */
export const documents: SourceStage = {
  over: 'nothing',
  compile: (operand, { options }) => {
    const expression = createCompiler(options).expression(operand);
    return () => {
      const values = expression({ root: new Map(), variables: variablesOf(options) });
      if (!Array.isArray(values)) {
        throw locationError(5858203, 'an array is expected by $documents');
      }
      const found = values.map((value) => {
        if (isDoc(value)) return value;
        throw locationError(40228, '$documents must evaluate to an array of objects');
      });
      return inChunks(found);
    };
  },
};
