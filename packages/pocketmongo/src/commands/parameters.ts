import { onCluster } from '../auth/access.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { checkFields, flag, isGenericField } from './arguments.ts';
import type { Command, ServerContext } from './command.ts';
import { FEATURE_VERSION } from './version.ts';

const FIXED: Doc = doc({
  featureCompatibilityVersion: doc({ version: FEATURE_VERSION }),
  authenticationMechanisms: ['SCRAM-SHA-256'],
  enableTestCommands: false,
  quiet: false,
  logLevel: 0,
  logComponentVerbosity: doc({ verbosity: 0 }),
  notablescan: false,
  ttlMonitorEnabled: true,
});

/** A whole number above 0 that can be changed while the server runs, until it ends. */
interface Parameter {
  read: (server: ServerContext) => number;
  write: (server: ServerContext, value: number) => void;
}

const SETTABLE: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  [
    'ttlMonitorSleepSecs',
    {
      read: ({ engine }) => Math.round(engine.sweepInterval() / 1_000),
      write: ({ engine }, seconds) => engine.setSweepInterval(seconds * 1_000),
    },
  ],
  [
    'transactionLifetimeLimitSeconds',
    {
      read: ({ engine }) => Math.round(engine.transactionLifetime() / 1_000),
      write: ({ engine }, seconds) => engine.setTransactionLifetime(seconds * 1_000),
    },
  ],
  [
    'cursorTimeoutMillis',
    {
      read: ({ cursors }) => cursors.idleMs,
      write: ({ cursors }, milliseconds) => (cursors.idleMs = milliseconds),
    },
  ],
]);

const parameters = (server: ServerContext): Doc =>
  new Map([...FIXED, ...Array.from(SETTABLE, ([name, { read }]): [string, Value] => [name, read(server)])]);

const DETAILS = new Set(['showDetails', 'allParameters']);

/** By names, or all with `'*'` and `allParameters`. */
export const getParameter: Command = {
  names: ['getParameter'],
  access: onCluster('getParameter'),
  adminOnly: true,
  run: ({ body, name, server }) => {
    const wanted = body.get(name);
    const options: Doc = isDoc(wanted) ? wanted : doc({});
    checkFields(options, name, DETAILS);
    const everything = wanted === '*' || flag(options, 'allParameters');
    const inDetail = flag(options, 'showDetails');
    const found = [...parameters(server)].filter(([key]) => everything || body.has(key));
    if (found.length === 0) throw commandError('InvalidOptions', 'no option found to get');
    if (!inDetail) return new Map(found);
    return new Map(found.map(([key, value]): [string, Value] => [key, detailed(key, value)]));
  },
};

const detailed = (key: string, value: Value): Doc =>
  doc({ value, settableAtRuntime: SETTABLE.has(key), settableAtStartup: false });

/** One parameter; those that can't be set while the server runs are refused by their names. */
export const setParameter: Command = {
  names: ['setParameter'],
  access: onCluster('setParameter'),
  adminOnly: true,
  run: ({ body, name, server }) => {
    const given = [...body].filter(([key]) => key !== name && !isGenericField(key));
    for (const [key] of given) checkSettable(key);
    const [[key, value] = ['', null], ...more] = given;
    const parameter = SETTABLE.get(key);
    if (parameter === undefined)
      throw commandError('InvalidOptions', 'no option found to set, use help:true to see options');
    if (more.length > 0) throw commandError('InvalidOptions', 'setParameter sets one parameter at a time');
    const number = isNumeric(value) ? toNumber(value) : Number.NaN;
    if (!(number >= 1 && number < 2 ** 31)) throw commandError('BadValue', `${key} must be greater than 0`);
    const was = parameter.read(server);
    parameter.write(server, Math.trunc(number));
    return doc({ was });
  },
};

function checkSettable(key: string): void {
  if (SETTABLE.has(key)) return;
  if (FIXED.has(key)) throw commandError('CommandNotSupported', `setParameter of ${key} is not supported`);
  throw commandError('InvalidOptions', `attempted to set unrecognized parameter [${key}]`);
}
