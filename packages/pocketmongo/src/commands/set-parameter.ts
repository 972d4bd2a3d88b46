import { toNumber } from '../bson/numbers.ts';
import { doc, isNumeric } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Command } from './command.ts';

/** Only `ttlMonitorSleepSecs` can be set while the server runs. */
export const setParameter: Command = {
  names: ['setParameter'],
  access: 'cluster',
  fields: ['ttlMonitorSleepSecs'],
  adminOnly: true,
  run: ({ body, server: { engine } }) => {
    const seconds = body.get('ttlMonitorSleepSecs');
    if (seconds === undefined)
      throw commandError('InvalidOptions', 'no option found to set, use help:true to see options');
    const number = isNumeric(seconds) ? toNumber(seconds) : Number.NaN;
    if (!(number >= 1)) throw commandError('BadValue', 'ttlMonitorSleepSecs must be greater than 0');
    const was = engine.setSweepInterval(Math.trunc(number) * 1_000);
    return doc({ was: Math.round(was / 1_000) });
  },
};
