import { evaluate, truthy } from './expression.ts';
import { isTopLevel, type Condition, conditionsOf, equalityOf, regexOf } from './conditions.ts';
import { expanded, whole } from './paths.ts';
import { schemaOf } from './schema.ts';
import { type Doc, type Found, isDoc, isRegex, ModelError, type Value } from './values.ts';

export type Test = (document: Doc) => boolean;

const always: Test = () => true;

/** Reads a filter, throws what is wrong with it, and gives the test that tells whether a document matches. */
export function filterOf(filter: Doc): Test {
  const tests = Array.from(filter, ([key, operand]) =>
    key.startsWith('$') ? topLevel(key, operand) : field(key, operand),
  );
  return (document) => tests.every((test) => test(document));
}

function topLevel(operator: string, operand: Value): Test {
  if (operator === '$comment') return always;
  if (operator === '$expr') return (document) => truthy(evaluate(operand, document));
  if (operator === '$jsonSchema') return schemaTest(operand);
  if (!isTopLevel(operator)) throw new ModelError(2);
  if (!Array.isArray(operand) || operand.length === 0) throw new ModelError(2);
  const branches = operand.map((branch) => {
    if (!isDoc(branch)) throw new ModelError(2);
    return filterOf(branch);
  });
  if (operator === '$and') return (document) => branches.every((test) => test(document));
  if (operator === '$or') return (document) => branches.some((test) => test(document));
  return (document) => !branches.some((test) => test(document));
}

function schemaTest(operand: Value): Test {
  if (!isDoc(operand)) throw new ModelError(14);
  return schemaOf(operand);
}

function field(path: string, operand: Value): Test {
  const condition = conditionOf(operand);
  const parts = path.split('.');
  return (document) => {
    const found = whole(document, parts);
    return condition(expanded(found), found);
  };
}

/** What is said about one path: operators, a pattern, or the value that is wanted. */
function conditionOf(operand: Value): Condition {
  if (isRegex(operand)) return regexOf(operand);
  const [first] = isDoc(operand) ? operand.keys() : [];
  if (first?.startsWith('$') === true && isDoc(operand)) return conditionsOf(operand, filterOf);
  return equalityOf(operand);
}

/** The test of an element of an array: by operators, by fields, or by value. `$pull` opens arrays in the element. */
export function elementTest(condition: Value, operator: '$pull' | '$elemMatch'): (element: Found) => boolean {
  if (isRegex(condition)) return (element) => regexOf(condition)([element], [element]);
  if (!isDoc(condition)) return (element) => equalityOf(condition)([element], [element]);
  const [first = ''] = condition.keys();
  if (first.startsWith('$') && !isTopLevel(first)) {
    const test = conditionsOf(condition, filterOf);
    return (element) => test(operator === '$pull' ? expanded([element]) : [element], [element]);
  }
  const test = filterOf(condition);
  return (element) => isDoc(element) && test(element);
}
