import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { unknownField, wrongType } from '../field-errors.ts';

/** The engine that MongoDB has, and what may be said of it. */
const ENGINE = 'wiredTiger';
const SETTING = 'configString';

/** Checks the options of create that speak to MongoDB's storage; they mean nothing here. */
export function checkStorageEngine(body: Doc): void {
  checkEngines('storageEngine', body.get('storageEngine') ?? undefined);
  const defaults = body.get('indexOptionDefaults') ?? undefined;
  if (defaults === undefined) return;
  if (!isDoc(defaults)) throw wrongType('create.indexOptionDefaults', defaults, 'object');
  for (const field of defaults.keys())
    if (field !== 'storageEngine') throw unknownField(`create.indexOptionDefaults.${field}`);
  checkEngines('indexOptionDefaults.storageEngine', defaults.get('storageEngine') ?? undefined);
}

function checkEngines(field: string, engines: Value | undefined): void {
  if (engines === undefined) return;
  if (!isDoc(engines)) throw wrongType(`create.${field}`, engines, 'object');
  for (const [name, settings] of engines) {
    if (name !== ENGINE)
      throw commandError('InvalidOptions', `${name} is not a registered storage engine for this server`);
    if (!isDoc(settings)) throw commandError('BadValue', `'${field}.${name}' has to be an embedded document`);
    for (const [setting, value] of settings) {
      if (setting !== SETTING)
        throw commandError(
          'InvalidOptions',
          `'${setting}' is not a supported option in storageEngine.${name}`,
        );
      if (typeof value !== 'string') throw wrongType(`create.${field}.${name}.${setting}`, value, 'string');
    }
  }
}
