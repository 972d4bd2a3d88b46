import { z, type ZodObject, type ZodType } from 'zod';

/** The environment as a process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Says for each wrong variable its name and what is allowed; never its value, which may be a secret. */
export class ConfigError extends Error {
  readonly variables: readonly string[];

  constructor(faults: readonly { variable: string; message: string }[]) {
    super(
      `The configuration is wrong:\n${faults.map((fault) => `  ${fault.variable}: ${fault.message}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.variables = faults.map((fault) => fault.variable);
  }
}

/**
 * Reads configuration from the environment once. The schema's keys are the fields of the result; a field `hashCost`
 * under the prefix `SOUK_` is read from `SOUK_HASH_COST`. Keys that are variable names already stay as they are. An
 * empty variable counts as absent. Numbers and flags need coercing schemas (`z.coerce.number()`, `z.stringbool()`).
 * @throws ConfigError naming each wrong variable and what is allowed.
 */
export function parseConfig<T extends ZodObject>(
  schema: T,
  environment: Environment,
  prefix = '',
): Readonly<z.infer<T>> {
  const input: Record<string, string> = {};
  for (const field of Object.keys(schema.shape)) {
    const value = environment[environmentName(field, prefix)];
    if (value !== undefined && value !== '') input[field] = value;
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(
    parsed.error.issues.map((issue) => {
      const field = String(issue.path[0] ?? '');
      const fieldSchema = schema.shape[field] as ZodType | undefined;
      const missing = !Object.hasOwn(input, field);
      const allowed = fieldSchema === undefined ? '' : ` Allowed: ${allowedValues(fieldSchema)}.`;
      return {
        variable: environmentName(field, prefix),
        message: `${missing ? 'must be set' : issue.message}.${allowed}`,
      };
    }),
  );
}

/** The variable that carries a field: `hashCost` → `SOUK_HASH_COST`. */
export function environmentName(field: string, prefix = ''): string {
  if (/^[A-Z0-9_]+$/.test(field)) return field.startsWith(prefix) ? field : `${prefix}${field}`;
  return `${prefix}${field.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function allowedValues(schema: ZodType): string {
  if (schema.description !== undefined) return schema.description;
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  if (json.enum !== undefined) return json.enum.map(String).join(', ');
  if (json.type === 'boolean') return 'true, false';
  const bounds = [
    json.minimum === undefined ? '' : `from ${json.minimum}`,
    json.maximum === undefined || json.maximum >= Number.MAX_SAFE_INTEGER ? '' : `to ${json.maximum}`,
    json.minLength === undefined ? '' : `at least ${json.minLength} characters`,
    json.maxLength === undefined ? '' : `at most ${json.maxLength} characters`,
    json.pattern === undefined ? '' : `in the form ${json.pattern}`,
  ].filter((bound) => bound !== '');
  return [NOUNS[typeof json.type === 'string' ? json.type : 'string'] ?? 'text', ...bounds].join(' ');
}

const NOUNS: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
};
