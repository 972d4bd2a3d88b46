import { faultsBy, type JsonSchema } from './schema.ts';

/** Something that a field may not be, and what it is called in a report. */
export type Wrong = { readonly what: string; readonly value: unknown };

const OPERATOR = { $gt: '' };

const ANY: readonly Wrong[] = [
  { what: 'null', value: null },
  { what: 'an operator', value: OPERATOR },
  { what: 'a list', value: [] },
  { what: 'a list of operators', value: [OPERATOR] },
  { what: 'a truth value', value: true },
  { what: 'a text', value: 'x' },
  { what: 'no text', value: '' },
  { what: 'blank', value: '   ' },
  { what: 'too long a text', value: 'x'.repeat(20_000) },
  { what: 'control characters', value: 'a\u0000b\u001b' },
  { what: 'half a number', value: 0.5 },
  { what: 'nothing', value: 0 },
  { what: 'a negative number', value: -1 },
  { what: 'a huge number', value: 1e30 },
  { what: 'a number beyond exactness', value: 2 ** 53 + 2 },
  { what: 'an amount beyond the limit', value: 1_000_000_000_001 },
];

const ID = /^[a-z]{3}_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isIdText(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** An id of the same kind that nothing has. */
export function unknownId(id: string): string {
  return `${id.slice(0, 3)}_01890000-0000-7000-8000-00000000dead`;
}

/** What a field that now holds `value` must refuse by its schema. */
export function wrongValues(schema: JsonSchema, value: unknown): Wrong[] {
  return [...ANY, ...tooMany(value), ...(isIdText(value) ? otherIds(value) : [])].filter(
    (wrong) => faultsBy(schema, wrong.value).length > 0,
  );
}

function otherIds(id: string): Wrong[] {
  return [
    { what: 'an id of another kind', value: `xyz${id.slice(3)}` },
    { what: 'an id in capitals', value: id.toUpperCase() },
    { what: 'an id with something behind it', value: `${id}\n` },
  ];
}

function tooMany(value: unknown): Wrong[] {
  if (!Array.isArray(value) || value.length === 0) return [];
  return [{ what: 'too long a list', value: Array.from({ length: 1_001 }, () => value[0] as unknown) }];
}
