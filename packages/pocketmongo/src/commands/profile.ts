import { STANDING_VALUES } from '../aggregation/expressions/system-variables.ts';
import { onDatabase } from '../auth/access.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, Double, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { PROFILE, PROFILE_OPTIONS, type Profiling } from '../operations/profile-settings.ts';
import { compileFilter } from '../query/match.ts';
import type { Command } from './command.ts';

/** Sets what of a database's commands `system.profile` keeps; -1 only asks. */
export const profile: Command = {
  names: ['profile'],
  access: onDatabase('enableProfiler'),
  fields: ['slowms', 'sampleRate', 'filter'],
  run: async ({ body, database, server: { profiler, engine } }) => {
    const before = profiler.settings(database);
    const level = number(body.get('profile'), 'profile');
    if (level !== -1 && level !== 0 && level !== 1 && level !== 2)
      throw commandError('BadValue', 'the profile level is -1, 0, 1 or 2');
    const slowMs = optionalNumber(body, 'slowms') ?? before.slowMs;
    const sampleRate = optionalNumber(body, 'sampleRate') ?? before.sampleRate;
    if (!(sampleRate >= 0 && sampleRate <= 1))
      throw commandError('BadValue', "'sampleRate' must be between 0.0 and 1.0 inclusive");
    const namespace = `${database}.${PROFILE}`;
    if (level > 0 && engine.collection(namespace) === undefined)
      await engine.write({}, (unit) => {
        unit.createCollection(namespace, PROFILE_OPTIONS);
        return new Map();
      });
    profiler.set(database, {
      level: level === -1 ? before.level : level,
      slowMs,
      sampleRate,
      filter: filterOf(body.get('filter'), before),
    });
    return doc({
      was: before.level,
      slowms: before.slowMs,
      sampleRate: new Double(before.sampleRate),
      ...(before.filter === undefined ? {} : { filter: before.filter.spec }),
    });
  },
};

function filterOf(given: Value | undefined, before: Profiling): Profiling['filter'] {
  if (given === undefined) return before.filter;
  if (given === 'unset') return undefined;
  if (!isDoc(given)) throw commandError('TypeMismatch', "profile filter is an object or 'unset'");
  return { spec: given, matches: compileFilter(given, { system: STANDING_VALUES }) };
}

function optionalNumber(body: Doc, field: string): number | undefined {
  const value = body.get(field);
  return value === undefined ? undefined : number(value, field);
}

function number(value: Value | undefined, field: string): number {
  if (isNumeric(value)) return toNumber(value);
  throw commandError('TypeMismatch', `BSON field 'profile.${field}' must be a number`);
}
