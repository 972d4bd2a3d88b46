import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

// Formats come with a pattern; without the plug-in they can't be judged.
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** A document in which each local `$ref` is replaced by what it points at. */
export function inlined(document: unknown): unknown {
  const known = new Map<string, unknown>();
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isObject(value)) return value;
    const ref = value['$ref'];
    if (typeof ref !== 'string')
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child)]));
    if (!known.has(ref)) known.set(ref, resolve(valueAt(document, ref.slice('#/'.length).split('/'))));
    return known.get(ref);
  };
  return resolve(document);
}

/** What is wrong with a value, by a schema without references; empty when nothing is. */
export function faultsBy(schema: JsonSchema, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** Of a schema with alternatives, the one that the value follows. */
export function schemaOf(schema: JsonSchema, value: unknown): JsonSchema {
  const alternatives = [schema['anyOf'], schema['oneOf']].flatMap((list) =>
    Array.isArray(list) ? (list as JsonSchema[]) : [],
  );
  const meant = alternatives.find((alternative) => faultsBy(alternative, value).length === 0);
  return meant === undefined ? schema : schemaOf(meant, value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[decoded(key)] : undefined), root);
}

function decoded(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
