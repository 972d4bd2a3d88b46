import {
  ReadConcern,
  ReadPreference,
  ReadPreferenceMode,
  WriteConcern,
  type WriteConcernSettings,
} from 'mongodb';
import type { EntityMap } from './entities.ts';
import { arrayOf, type Fields, fieldsOf, isFields } from './format.ts';
import { Unsupported } from './outcome.ts';

/** Options as the driver takes them: concerns and preferences as its classes, a session as the object. */
export function driverOptions(options: Fields, entities: EntityMap): Fields {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, driverOption(name, value, entities)]),
  );
}

function driverOption(name: string, value: unknown, entities: EntityMap): unknown {
  switch (name) {
    case 'session':
      return entities.get(String(value), 'session').session;
    case 'readConcern':
      return ReadConcern.fromOptions(fieldsOf(value, name));
    case 'writeConcern':
      return writeConcernOf(fieldsOf(value, name));
    case 'readPreference':
      return readPreferenceOf(fieldsOf(value, name));
    case 'defaultTransactionOptions':
      return driverOptions(fieldsOf(value, name), entities);
    case 'snapshotTime':
      return entities.get(String(value), 'value').value;
    case 'returnDocument':
      return returnDocumentOf(value);
    default:
      return value;
  }
}

function writeConcernOf({ journal, w, wtimeoutMS }: Fields): WriteConcern {
  const concern = WriteConcern.fromOptions({
    writeConcern: { journal, w, wtimeoutMS } as WriteConcernSettings,
  });
  // An empty one stands for the server's own.
  return concern ?? new WriteConcern();
}

function readPreferenceOf({ mode, tagSets, maxStalenessSeconds }: Fields): ReadPreference {
  const known = Object.values(ReadPreferenceMode).find((one) => one === mode);
  if (known === undefined) throw new Unsupported(`the read preference ${String(mode)}`);
  const tags = arrayOf(tagSets ?? [], 'tagSets')
    .filter(isFields)
    .map((set) => Object.fromEntries(Object.entries(set).map(([key, value]) => [key, String(value)])));
  const staleness = typeof maxStalenessSeconds === 'number' ? { maxStalenessSeconds } : {};
  return new ReadPreference(known, tags.length > 0 ? tags : undefined, staleness);
}

function returnDocumentOf(value: unknown): string {
  const lower = String(value).toLowerCase();
  if (lower !== 'before' && lower !== 'after') throw new Unsupported(`returnDocument ${String(value)}`);
  return lower;
}
