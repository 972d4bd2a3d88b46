import {
  BSONRegExp,
  BSONSymbol,
  type Doc,
  Decimal128,
  Double,
  isDoc,
  ObjectId,
  Timestamp,
  type Value,
  WideDate,
} from '../bson/values.ts';

const MAX_SHOWN = 2_000;

/** A value as the shell writes it, for error messages: `{ _id: 1, name: "x" }`. Cut when very long. */
export function show(value: Value | undefined): string {
  const text = render(value, 0);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

function render(value: Value | undefined, depth: number): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  if (depth > 20) return '...';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return renderObject(value, depth);
  }
}

function renderObject(
  value: Exclude<Value, string | number | bigint | boolean | null>,
  depth: number,
): string {
  if (isDoc(value)) return renderDoc(value, depth);
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[ ${value.map((item) => render(item, depth + 1)).join(', ')} ]`;
  }
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof WideDate) return `new Date(${value.ms})`;
  if (value instanceof Double) return `${value.value}.0`;
  if (value instanceof Decimal128) return `Decimal128('${value.toString()}')`;
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (value instanceof BSONSymbol) return JSON.stringify(value.valueOf());
  if (value instanceof Timestamp) return `Timestamp(${value.t}, ${value.i})`;
  return value.constructor.name;
}

function renderDoc(value: Doc, depth: number): string {
  if (value.size === 0) return '{}';
  return `{ ${Array.from(value, ([key, field]) => `${key}: ${render(field, depth + 1)}`).join(', ')} }`;
}
