import { STANDING_VALUES } from '../aggregation/expressions/system-variables.ts';
import { type Doc, isDoc } from '../bson/values.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import { isInternal } from './namespace.ts';
import { commandError } from '../errors.ts';
import { wrongType } from '../field-errors.ts';
import { refuseQueryOperators } from '../query/only-in-queries.ts';
import { show } from '../query/show.ts';

const LEVELS = ['off', 'strict', 'moderate'];
const ACTIONS = ['error', 'warn'];

/** The fields of create and collMod that speak of validation, checked; a validator without fields is none. */
export function validationOptions(body: Doc, namespace: string, language: QueryLanguage): Doc {
  const options: Doc = new Map();
  const validator = body.get('validator') ?? undefined;
  if (validator !== undefined) {
    if (!isDoc(validator)) throw wrongType('validator', validator, 'object');
    checkPlace(namespace);
    refuseQueryOperators(validator, 'a validator');
    language.compileFilter(validator, { system: STANDING_VALUES });
    options.set('validator', validator);
  }
  for (const [name, allowed] of [
    ['validationLevel', LEVELS],
    ['validationAction', ACTIONS],
  ] as const) {
    const value = body.get(name) ?? undefined;
    if (value === undefined) continue;
    if (typeof value !== 'string') throw wrongType(name, value, 'string');
    if (!allowed.includes(value))
      throw commandError(
        'BadValue',
        `Enumeration value ${show(value)} for field '${name}' is not a valid value.`,
      );
    options.set(name, value);
  }
  return options;
}

function checkPlace(namespace: string): void {
  if (isInternal(namespace))
    throw commandError(
      'InvalidOptions',
      `Document validators are not allowed on collection ${namespace} in an internal database`,
    );
}
