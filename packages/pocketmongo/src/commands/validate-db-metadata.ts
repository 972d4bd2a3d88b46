import { demands } from '../auth/access.ts';
import { databaseResource } from '../auth/resource.ts';
import { checkDatabaseName } from '../catalog/namespace.ts';
import { type Doc, doc, type Value } from '../bson/values.ts';
import { ERROR_CODES } from '../errors.ts';
import type { Engine } from '../engine.ts';
import { isTruthy } from '../query/operators/element.ts';
import {
  optionalBoolean,
  optionalString,
  requiredDoc,
  requiredString,
  unknownField,
  wrongType,
} from './arguments.ts';
import type { Command } from './command.ts';
import { checkCollectionName } from './namespace.ts';

const PARAMETERS = 'validateDBMetadata.apiParameters';
const FIELDS = ['version', 'strict', 'deprecationErrors'];

/** Tells of what is stored and not in an API version: of version 1 text and sparse indexes. */
export const validateDBMetadata: Command = {
  names: ['validateDBMetadata'],
  access: ({ body }) => {
    const db = body.get('db');
    return demands(databaseResource(typeof db === 'string' ? db : ''), 'validate');
  },
  kind: 'list',
  fields: ['apiParameters', 'db', 'collection'],
  run: ({ body, server: { engine } }) => {
    const { version, strict } = apiParameters(body);
    const database = optionalString(body, 'db');
    const collection = optionalString(body, 'collection');
    if (database !== undefined) checkDatabaseName(database);
    if (collection !== undefined) checkCollectionName(collection, collection);
    const asked = version === '1' && strict ? engine.databases() : [];
    const errors = asked
      .filter((name) => database === undefined || name === database)
      .flatMap((name) => errorsOf(engine, name, collection));
    return doc({ apiVersionErrors: errors });
  },
};

function apiParameters(body: Doc): { version: string; strict: boolean } {
  const given = requiredDoc(body, 'apiParameters');
  for (const field of given.keys()) if (!FIELDS.includes(field)) throw unknownField(`${PARAMETERS}.${field}`);
  const version = requiredString(given, 'version');
  for (const field of ['strict', 'deprecationErrors'])
    if (given.get(field) === null) throw wrongType(`${PARAMETERS}.${field}`, null, 'bool');
  optionalBoolean(given, 'deprecationErrors');
  return { version, strict: optionalBoolean(given, 'strict') ?? false };
}

function errorsOf(engine: Engine, database: string, collection: string | undefined): Doc[] {
  return engine
    .collections(database)
    .filter(({ name }) => collection === undefined || name === collection)
    .flatMap(({ namespace }) => {
      const outside = (engine.indexes(namespace) ?? []).filter(isOutside);
      return outside.map((index) => notAllowed(namespace, index.get('name') ?? null));
    });
}

const isOutside = (index: Doc): boolean => index.has('textIndexVersion') || isTruthy(index.get('sparse'));

const notAllowed = (ns: string, name: Value): Doc =>
  doc({
    ns,
    code: ERROR_CODES.APIStrictError,
    codeName: 'APIStrictError',
    errmsg: `The index with name ${typeof name === 'string' ? name : ''} is not allowed in API version 1.`,
  });
