import { BSONRegExp, doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import { CommandError, commandError } from '../../errors.ts';
import { regexTest } from '../regex.ts';
import {
  countOperand,
  failure,
  failuresOf,
  type Keyword,
  namesOperand,
  objectOperand,
  type Rule,
  type Schema,
  schemaHolds,
  wrongType,
} from './rule.ts';

export const required: Keyword = (operand) => {
  const names = namesOperand('required', operand);
  const missing = (value: Value): string[] => (isDoc(value) ? names.filter((name) => !value.has(name)) : []);
  return {
    holds: (value) => missing(value).length === 0,
    explain: (value) => failure('required', operand, { missingProperties: missing(value) }),
  };
};

function sizeBound(keyword: string, fits: (size: number, limit: number) => boolean): Keyword {
  return (operand) => {
    const limit = countOperand(keyword, operand);
    return {
      holds: (value) => !isDoc(value) || fits(value.size, limit),
      explain: (value) =>
        failure(keyword, operand, {
          reason: 'specified number of properties was not satisfied',
          numberOfProperties: isDoc(value) ? value.size : 0,
        }),
    };
  };
}

export const minProperties = sizeBound('minProperties', (size, limit) => size >= limit);
export const maxProperties = sizeBound('maxProperties', (size, limit) => size <= limit);

/** `properties`: each named field that is there matches its schema. */
export const properties: Keyword = (operand, _, compile) => {
  const schemas = Array.from(
    objectOperand('properties', operand),
    ([name, schema]) => [name, compile(schema, `properties.${name}`)] as const,
  );
  const failing = (value: Value) =>
    schemas.filter(([name, schema]) => {
      const field = isDoc(value) ? value.get(name) : undefined;
      return field !== undefined && !schemaHolds(schema, field);
    });
  return {
    holds: (value) => !isDoc(value) || failing(value).length === 0,
    explain: (value) =>
      doc({
        operatorName: 'properties',
        propertiesNotSatisfied: failing(value).map(([name, schema]) =>
          failedProperty(name, schema, isDoc(value) ? value.get(name) : undefined),
        ),
      }),
  };
};

function failedProperty(name: string, schema: Schema, value: Value | undefined): Doc {
  const failed = doc({ propertyName: name });
  if (schema.title !== undefined) failed.set('title', schema.title);
  if (schema.description !== undefined) failed.set('description', schema.description);
  return failed.set('details', failuresOf(schema, value ?? null));
}

type Pattern = { source: string; matches: (name: string) => boolean; schema: Value };

function patternsOf(spec: Doc): Pattern[] {
  const operand = spec.get('patternProperties');
  if (operand === undefined) return [];
  return Array.from(objectOperand('patternProperties', operand), ([source, schema]) => ({
    source,
    matches: nameTest(source),
    schema,
  }));
}

function nameTest(source: string): (name: string) => boolean {
  try {
    const test = regexTest(new BSONRegExp(source, ''));
    return (name) => test(name);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw commandError('BadValue', `Invalid regular expression in 'patternProperties': ${error.message}`);
  }
}

/** `patternProperties`: each field whose name matches the expression matches its schema. */
export const patternProperties: Keyword = (_, spec, compile) => {
  const patterns = patternsOf(spec).map(({ source, matches, schema }) => ({
    source,
    matches,
    schema: compile(schema, `patternProperties.${source}`),
  }));
  const failing = (value: Value) =>
    (isDoc(value) ? [...value] : []).flatMap(([name, field]) =>
      patterns
        .filter(({ matches, schema }) => matches(name) && !schemaHolds(schema, field))
        .map(({ source, schema }) => ({ name, field, source, schema })),
    );
  return {
    holds: (value) => failing(value).length === 0,
    explain: (value) =>
      doc({
        operatorName: 'patternProperties',
        details: failing(value).map(({ name, field, source, schema }) =>
          doc({ propertyName: name, regexMatched: source, details: failuresOf(schema, field) }),
        ),
      }),
  };
};

/** `additionalProperties`: fields that neither `properties` nor `patternProperties` speaks of. */
export const additionalProperties: Keyword = (operand, spec, compile) => {
  if (typeof operand !== 'boolean' && !isDoc(operand))
    throw wrongType('additionalProperties', operand, 'a boolean or an object');
  if (operand === true) return undefined;
  const named = spec.get('properties');
  const known = isDoc(named) ? named : new Map<string, Value>();
  const patterns = patternsOf(spec);
  const additional = (value: Value): [string, Value][] =>
    (isDoc(value) ? [...value] : []).filter(
      ([name]) => !known.has(name) && !patterns.some(({ matches }) => matches(name)),
    );
  if (isDoc(operand)) return additionalMatching(compile(operand, 'additionalProperties'), additional);
  return {
    holds: (value) => additional(value).length === 0,
    explain: (value) =>
      failure('additionalProperties', operand, {
        additionalProperties: additional(value).map(([name]) => name),
      }),
  };
};

function additionalMatching(schema: Schema, additional: (value: Value) => [string, Value][]): Rule {
  const failing = (value: Value) => additional(value).find(([, field]) => !schemaHolds(schema, field));
  return {
    holds: (value) => failing(value) === undefined,
    explain: (value) => {
      const [name = '', field = null] = failing(value) ?? [];
      return doc({
        operatorName: 'additionalProperties',
        reason: 'at least one additional property did not match the subschema',
        failingProperty: name,
        details: failuresOf(schema, field),
      });
    },
  };
}

type Dependency = { name: string; needs: readonly string[] | Schema };

/** `dependencies`: when a field is there, others must be too, or the document must match a schema. */
export const dependencies: Keyword = (operand, _, compile) => {
  const list = Array.from(objectOperand('dependencies', operand), ([name, needs]): Dependency => {
    if (Array.isArray(needs)) return { name, needs: namesOperand(`dependencies.${name}`, needs) };
    return { name, needs: compile(needs, `dependencies.${name}`) };
  });
  const failed = ({ name, needs }: Dependency, value: Doc): boolean =>
    value.has(name) &&
    ('rules' in needs ? !schemaHolds(needs, value) : needs.some((needed) => !value.has(needed)));
  return {
    holds: (value) => !isDoc(value) || !list.some((dependency) => failed(dependency, value)),
    explain: (value) =>
      doc({
        operatorName: 'dependencies',
        failingDependencies: isDoc(value)
          ? list
              .filter((dependency) => failed(dependency, value))
              .map((dependency) => unmet(dependency, value))
          : [],
      }),
  };
};

function unmet({ name, needs }: Dependency, value: Doc): Doc {
  if ('rules' in needs) return doc({ conditionalProperty: name, details: failuresOf(needs, value) });
  return doc({
    conditionalProperty: name,
    missingProperties: needs.filter((needed) => !value.has(needed)),
  });
}
