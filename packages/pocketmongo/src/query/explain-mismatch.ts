import { compileExpression, evaluate } from '../aggregation/expressions/compile.ts';
import { BSONRegExp, doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import { explainSchema } from './json-schema/compile.ts';
import { compileFilter, type FilterOptions, isOperatorDoc } from './match.ts';
import { considered } from './considered.ts';

/** What an operator is told to have failed at; with `met`, what it should not have succeeded at. */
const REASONS: ReadonlyMap<string, { unmet: string; met: string }> = new Map([
  ['$in', { unmet: 'no matching value found in array', met: 'matching value found in array' }],
  ['$nin', { unmet: 'matching value found in array', met: 'no matching value found in array' }],
  ['$type', { unmet: 'type did not match', met: 'type did match' }],
  ['$regex', { unmet: 'regular expression did not match', met: 'regular expression did match' }],
  ['$size', { unmet: 'array length was not equal to given size', met: 'array length was equal to given size' }],
  ['$mod', { unmet: '$mod did not evaluate to expected remainder', met: '$mod did evaluate to expected remainder' }],
  ['$elemMatch', { unmet: 'array did not satisfy the child predicate', met: 'array did satisfy the child predicate' }],
  ['$exists', { unmet: 'path does not exist', met: 'path does exist' }],
]); // prettier-ignore
const BITS = { unmet: 'bitwise operator failed to match', met: 'bitwise operator matched successfully' };
const COMPARISON = { unmet: 'comparison failed', met: 'comparison succeeded' };

type Clause = { name: string; operand: Value };
/** What failed, and by what it was compared. */
type Failed = { document: Doc; options: FilterOptions };

/** Why a document doesn't match a filter, as `errInfo.details` of a failed validation tells it. */
export function explainMismatch(filter: Doc, document: Doc, options: FilterOptions = {}): Doc {
  return explainFilter(filter, { document, options });
}

const explainFilter = (filter: Doc, failed: Failed): Doc => explainClauses('$and', clausesOf(filter), failed);

/** The parts of a filter that must hold together, each with one operator. */
function clausesOf(filter: Doc): Clause[] {
  return Array.from(filter).flatMap(([name, operand]): Clause[] => {
    if (name === '$comment') return [];
    if (name.startsWith('$') || !isOperatorDoc(operand) || operand.has('$regex')) return [{ name, operand }];
    return Array.from(operand, ([operator, value]) => ({ name, operand: doc({ [operator]: value }) }));
  });
}

const matches = (filter: Doc, { document, options }: Failed): boolean =>
  compileFilter(filter, options)(document);

function explainClauses(operator: string, clauses: readonly Clause[], failed: Failed): Doc {
  const [only] = clauses;
  if (clauses.length === 1 && only !== undefined) return explainClause(only, failed);
  return doc({
    operatorName: operator,
    clausesNotSatisfied: clauses.flatMap((clause, index) =>
      matches(new Map([[clause.name, clause.operand]]), failed)
        ? []
        : [doc({ index, details: explainClause(clause, failed) })],
    ),
  });
}

function explainClause(clause: Clause, failed: Failed): Doc {
  const { document, options } = failed;
  const { name, operand } = clause;
  switch (name) {
    case '$and':
    case '$or':
      return explainBranches(name, operand, failed);
    case '$nor':
      return doc({
        operatorName: '$nor',
        clausesSatisfied: branchesOf(operand).flatMap((branch, index) =>
          matches(branch, failed) ? [doc({ index, details: explainMatch(branch, document) })] : [],
        ),
      });
    case '$jsonSchema':
      return explainSchema(operand, document);
    case '$expr':
      return doc({
        operatorName: '$expr',
        specifiedAs: doc({ $expr: operand }),
        reason: 'expression did not match',
        expressionResult: evaluate(compileExpression(operand, options), document, options) ?? null,
      });
    default:
      return name.startsWith('$')
        ? doc({
            operatorName: name,
            specifiedAs: doc({ [name]: operand }),
            reason: 'expression always evaluates to false',
          })
        : explainField(clause, document, false);
  }
}

const branchesOf = (operand: Value): Doc[] => (Array.isArray(operand) ? operand.filter(isDoc) : []);

function explainBranches(operator: string, operand: Value, failed: Failed): Doc {
  return doc({
    operatorName: operator,
    clausesNotSatisfied: branchesOf(operand).flatMap((branch, index) =>
      matches(branch, failed) ? [] : [doc({ index, details: explainFilter(branch, failed) })],
    ),
  });
}

/** Why a filter matched that should not have. */
function explainMatch(filter: Doc, document: Doc): Doc {
  const clauses = clausesOf(filter);
  const told = clauses.map((clause) =>
    clause.name.startsWith('$')
      ? doc({ operatorName: clause.name, reason: 'expression matched' })
      : explainField(clause, document, true),
  );
  const [only] = told;
  if (told.length === 1 && only !== undefined) return only;
  return doc({
    operatorName: '$and',
    clausesSatisfied: told.map((details, index) => doc({ index, details })),
  });
}

function explainField({ name, operand }: Clause, document: Doc, met: boolean): Doc {
  const operator = operatorOf(operand);
  const specifiedAs = new Map([[name, operand]]);
  const inner = isDoc(operand) ? operand.get('$not') : undefined;
  if (operator === '$not' && inner !== undefined)
    return doc({
      operatorName: '$not',
      details: explainField({ name, operand: isDoc(inner) ? inner : doc({ $regex: inner }) }, document, !met),
    });
  if (operator === '$exists') {
    const missing = considered(document, name).length === 0;
    return doc({
      operatorName: '$exists',
      specifiedAs,
      reason: missing ? 'path does not exist' : 'path does exist',
    });
  }
  const values = considered(document, name);
  const reasons = operator.startsWith('$bits') ? BITS : (REASONS.get(operator) ?? COMPARISON);
  const told = doc({ operatorName: operator, specifiedAs });
  if (values.length === 0) return told.set('reason', 'field was missing');
  told.set('reason', met ? reasons.met : reasons.unmet);
  return withValues(told, values, operator === '$type');
}

function withValues(told: Doc, values: readonly { value: Value; type: string }[], types: boolean): Doc {
  const [only] = values;
  if (values.length === 1 && only !== undefined) {
    told.set('consideredValue', only.value);
    return types ? told.set('consideredType', only.type) : told;
  }
  told.set(
    'consideredValues',
    values.map(({ value }) => value),
  );
  return types ? told.set('consideredTypes', [...new Set(values.map(({ type }) => type))]) : told;
}

function operatorOf(operand: Value): string {
  if (operand instanceof BSONRegExp) return '$regex';
  if (!isOperatorDoc(operand)) return '$eq';
  const [operator = '$eq'] = operand.keys();
  return operator === '$options' ? '$regex' : operator;
}
