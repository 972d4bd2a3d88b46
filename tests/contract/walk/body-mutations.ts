import type { Draft } from './draft.ts';
import { invalidAt, type Expected, type Mutation } from './expected.ts';
import { isObject, schemaOf, type JsonSchema } from './schema.ts';
import { isIdText, unknownId, wrongValues } from './wrong-values.ts';

/** A place in a body: what stands there and what its schema allows. */
type Field = {
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly required: boolean;
};

/** The world outside sets freight for whatever it is asked to: it does not know the shop's offers. */
const TAKES_ANY_ID = new Set(['setFreights']);

const PROTO = '"a key to be renamed"';

/** Each field of the body made wrong, left out, or joined by one that does not belong there. */
export function bodyMutations(draft: Draft): Mutation[] {
  const { body, example, access } = draft.operation;
  if (access === 'signature') return [];
  if (body === null || example.body === undefined) return [];
  const root: Field = { path: [], schema: body.schema, value: draft.body, required: body.required };
  return fieldsOf(root).flatMap((field) => fieldMutations(draft, field));
}

function fieldMutations(draft: Draft, field: Field): Mutation[] {
  const { path, schema, value, required } = field;
  const pointer = pointerOf(path);
  const make = (what: string, body: unknown, expected: Expected = invalidAt(pointer)): Mutation => ({
    what: `${what} at ${pointer || 'the body'}`,
    draft: { ...draft, body },
    expected,
  });
  const put = (wrong: unknown) => withValue(draft.body, path, wrong);
  const mutations = wrongValues(schema, value).map((wrong) => make(wrong.what, put(wrong.value)));
  if (required && path.length > 0) mutations.push(make('nothing at all', put(undefined)));
  if (path.at(-1) === 'currency') mutations.push(make('another currency', put('XTS')));
  if (isIdText(value) && !TAKES_ANY_ID.has(draft.operation.id)) {
    // Imports answer for each row: there the status tells nothing, but nothing may have changed.
    const statuses = path[0] === 'rows' ? [200] : [404, 409, 422];
    mutations.push(make('an unknown id', put(unknownId(value)), { statuses, pointer }));
  }
  if (isObject(value)) {
    mutations.push(
      ...intruders(value).map(({ what, key, object }) =>
        make(what, put(object), invalidAt(`${pointer}/${key}`)),
      ),
    );
    mutations.push(make('__proto__', withProto(put({ ...value, key: PROTO })), FORBIDDEN));
  }
  return mutations;
}

const FORBIDDEN: Expected = { statuses: [400], codes: ['forbidden-key'] };

function intruders(value: object) {
  return ['unexpected', '$where', 'constructor'].map((key) => ({
    what: `an unknown field ${key}`,
    key,
    object: { ...value, [key]: 1 },
  }));
}

/** JSON in which a member is called `__proto__`, which no object literal can be made to say. */
function withProto(body: unknown): Buffer {
  return Buffer.from(
    JSON.stringify(body).replace(`"key":${JSON.stringify(PROTO)}`, '"__proto__":{"admin":true}'),
  );
}

/** The field itself and all below it, those as well that the example leaves out. */
function fieldsOf(field: Field): Field[] {
  const schema = schemaOf(field.schema, field.value);
  const { path, value } = field;
  if (Array.isArray(value)) {
    const items = (schema['items'] ?? {}) as JsonSchema;
    const below = value.map((item, index) => ({
      path: [...path, String(index)],
      schema: items,
      value: item as unknown,
      required: false,
    }));
    return [field, ...below.flatMap(fieldsOf)];
  }
  if (!isObject(value)) return [field];
  const required = (schema['required'] ?? []) as readonly string[];
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const below = Object.entries(properties).map(([name, property]) => ({
    path: [...path, name],
    schema: property,
    value: value[name],
    required: required.includes(name),
  }));
  return [field, ...below.flatMap(fieldsOf)];
}

function pointerOf(path: readonly string[]): string {
  return path.map((key) => `/${key}`).join('');
}

/** A copy with another value at a place; `undefined` takes the place away. */
function withValue(root: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root))
    return root.map((item: unknown, index) => (String(index) === key ? withValue(item, rest, value) : item));
  const object = isObject(root) ? root : {};
  return { ...object, [key]: withValue(object[key], rest, value) };
}
