import { onCluster } from '../auth/access.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { isGenericField } from './arguments.ts';
import type { Command, ServerContext } from './command.ts';
import { FEATURE_VERSION } from './version.ts';

const FIXED: Doc = doc({
  featureCompatibilityVersion: doc({ version: FEATURE_VERSION }),
  authenticationMechanisms: ['SCRAM-SHA-256'],
  enableTestCommands: false,
  quiet: false,
  logLevel: 0,
  notablescan: false,
  ttlMonitorEnabled: true,
});
const SETTABLE = 'ttlMonitorSleepSecs';

const parameters = ({ engine }: ServerContext): Doc =>
  new Map([...FIXED, [SETTABLE, Math.round(engine.sweepInterval() / 1_000)]]);

/** By names, or all with `'*'` and `allParameters`. */
export const getParameter: Command = {
  names: ['getParameter'],
  access: onCluster('getParameter'),
  adminOnly: true,
  run: ({ body, name, server }) => {
    const wanted = body.get(name);
    const options: Doc = isDoc(wanted) ? wanted : doc({});
    const everything = wanted === '*' || options.get('allParameters') === true;
    const found = [...parameters(server)].filter(([key]) => everything || body.has(key));
    if (found.length === 0) throw commandError('InvalidOptions', 'no option found to get');
    if (options.get('showDetails') !== true) return new Map(found);
    return new Map(found.map(([key, value]): [string, Value] => [key, detailed(key, value)]));
  },
};

const detailed = (key: string, value: Value): Doc =>
  doc({ value, settableAtRuntime: key === SETTABLE, settableAtStartup: false });

/** Only `ttlMonitorSleepSecs` can be set while the server runs; any other is refused by its name. */
export const setParameter: Command = {
  names: ['setParameter'],
  access: onCluster('setParameter'),
  adminOnly: true,
  run: ({ body, name, server: { engine } }) => {
    for (const key of body.keys()) {
      if (key === name || key === SETTABLE || isGenericField(key)) continue;
      if (FIXED.has(key))
        throw commandError('CommandNotSupported', `setParameter of ${key} is not supported`);
      throw commandError('InvalidOptions', `attempted to set unrecognized parameter [${key}]`);
    }
    const seconds = body.get(SETTABLE);
    if (seconds === undefined)
      throw commandError('InvalidOptions', 'no option found to set, use help:true to see options');
    const number = isNumeric(seconds) ? toNumber(seconds) : Number.NaN;
    if (!(number >= 1)) throw commandError('BadValue', `${SETTABLE} must be greater than 0`);
    const was = engine.setSweepInterval(Math.trunc(number) * 1_000);
    return doc({ was: Math.round(was / 1_000) });
  },
};
