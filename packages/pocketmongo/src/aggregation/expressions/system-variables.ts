import type { Timestamp, Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';

/** What a command tells its expressions of itself. Where a part is missing, its variable is not available. */
export interface SystemValues {
  readonly now: Date;
  readonly clusterTime: Timestamp;
  readonly userRoles: Value[];
}

/** The variables that come from the system; those that come from the document are in `field-path.ts`. */
const SYSTEM_VARIABLES = new Map<string, (values: Partial<SystemValues>) => Value | undefined>([
  ['NOW', ({ now }) => now],
  ['CLUSTER_TIME', ({ clusterTime }) => clusterTime],
  ['USER_ROLES', ({ userRoles }) => userRoles],
]);

/** For what is compiled once and evaluated by many commands, as validators: it knows the time and nobody's rights. */
export const STANDING_VALUES: Partial<SystemValues> = {
  get now() {
    return new Date();
  },
};

export const isSystemVariable = (name: string): boolean => SYSTEM_VARIABLES.has(name);

/** How a variable of the system is read; undefined when there is none of this name. */
export function systemVariable(
  name: string,
  values: Partial<SystemValues> = {},
): (() => Value | undefined) | undefined {
  const read = SYSTEM_VARIABLES.get(name);
  if (read === undefined) return undefined;
  if (read(values) === undefined) throw locationError(51144, `Builtin variable '$$${name}' is not available`);
  return () => read(values);
}
