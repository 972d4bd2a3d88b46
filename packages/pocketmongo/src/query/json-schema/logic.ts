import { doc } from '../../bson/values.ts';
import { failuresOf, type Keyword, listOperand, schemaHolds } from './rule.ts';

export const allOf: Keyword = (operand, _, compile) => {
  const schemas = listOperand('allOf', operand).map((schema) => compile(schema, 'allOf'));
  return {
    holds: (value) => schemas.every((schema) => schemaHolds(schema, value)),
    explain: (value) =>
      doc({
        operatorName: 'allOf',
        schemasNotSatisfied: schemas.flatMap((schema, index) =>
          schemaHolds(schema, value) ? [] : [doc({ index, details: failuresOf(schema, value) })],
        ),
      }),
  };
};

export const anyOf: Keyword = (operand, _, compile) => {
  const schemas = listOperand('anyOf', operand).map((schema) => compile(schema, 'anyOf'));
  return {
    holds: (value) => schemas.some((schema) => schemaHolds(schema, value)),
    explain: (value) =>
      doc({
        operatorName: 'anyOf',
        schemasNotSatisfied: schemas.map((schema, index) =>
          doc({ index, details: failuresOf(schema, value) }),
        ),
      }),
  };
};

export const oneOf: Keyword = (operand, _, compile) => {
  const schemas = listOperand('oneOf', operand).map((schema) => compile(schema, 'oneOf'));
  return {
    holds: (value) => schemas.filter((schema) => schemaHolds(schema, value)).length === 1,
    explain: (value) => {
      const matching = schemas.flatMap((schema, index) => (schemaHolds(schema, value) ? [index] : []));
      if (matching.length > 0)
        return doc({
          operatorName: 'oneOf',
          reason: 'more than one subschema matched',
          matchingSchemaIndexes: matching,
        });
      return doc({
        operatorName: 'oneOf',
        schemasNotSatisfied: schemas.map((schema, index) =>
          doc({ index, details: failuresOf(schema, value) }),
        ),
      });
    },
  };
};

export const not: Keyword = (operand, _, compile) => {
  const schema = compile(operand, 'not');
  return {
    holds: (value) => !schemaHolds(schema, value),
    explain: () => doc({ operatorName: 'not', reason: 'child expression matched' }),
  };
};
