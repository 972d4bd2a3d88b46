import { z, type ZodType } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The named schemas of a document: each name once, referred to from everywhere. */
export type SchemaBook = {
  /** The JSON Schema of `schema` as the caller sends (`input`) or gets (`output`) it. */
  describe(schema: ZodType, direction: 'input' | 'output'): JsonSchema;
  schemas(): Readonly<Record<string, JsonSchema>>;
};

const LOCAL = '#/$defs/';

export function createSchemaBook(): SchemaBook {
  const named = new Map<string, JsonSchema>();

  /** A name that stands for something else already gets a number. */
  const enter = (name: string, schema: JsonSchema): string => {
    for (let n = 1; ; n += 1) {
      const candidate = n === 1 ? name : `${name}${n}`;
      const known = named.get(candidate);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) continue;
      named.set(candidate, schema);
      return candidate;
    }
  };

  return {
    describe: (schema, direction) => {
      const {
        $schema: _dialect,
        $defs,
        ...root
      } = z.toJSONSchema(schema, { io: direction }) as {
        $schema?: string;
        $defs?: Record<string, JsonSchema>;
      } & Record<string, unknown>;
      return withDefinitions(root, $defs ?? {}, enter);
    },
    schemas: () => Object.fromEntries([...named].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Moves a schema's local definitions to the document's and points at them there. */
function withDefinitions(
  root: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  enter: (name: string, schema: JsonSchema) => string,
): JsonSchema {
  const places = new Map<string, string>();
  const placeOf = (name: string): string => {
    const known = places.get(name);
    if (known !== undefined) return known;
    // Set before its content is looked at, so that a schema may refer to itself.
    places.set(name, name);
    const place = enter(name, redirect(definitions[name] ?? {}, placeOf) as JsonSchema);
    places.set(name, place);
    return place;
  };
  return redirect(root, placeOf) as JsonSchema;
}

function redirect(value: unknown, placeOf: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => redirect(item, placeOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) =>
      key === '$ref' && typeof child === 'string' && child.startsWith(LOCAL)
        ? [key, `#/components/schemas/${placeOf(child.slice(LOCAL.length))}`]
        : [key, redirect(child, placeOf)],
    ),
  );
}
