import type {
  AbstractCursor,
  ChangeStream,
  ClientSession,
  Collection,
  Db,
  GridFSBucket,
  MongoClient,
} from 'mongodb';
import type { MatchContext } from './match.ts';
import type { Observed } from './observed-events.ts';
import { Unsupported } from './outcome.ts';
import type { Thread } from './thread.ts';

export type Entity =
  | { kind: 'client'; client: MongoClient; observed: Observed }
  | { kind: 'database'; db: Db }
  | { kind: 'collection'; collection: Collection }
  | { kind: 'session'; session: ClientSession; lsid: unknown }
  | { kind: 'bucket'; bucket: GridFSBucket }
  | { kind: 'change stream'; stream: ChangeStream }
  | { kind: 'cursor'; cursor: AbstractCursor }
  | { kind: 'thread'; thread: Thread }
  | { kind: 'value'; value: unknown };

export type EntityOf<K extends Entity['kind']> = Extract<Entity, { kind: K }>;

/** The named objects and values of one test. */
export interface EntityMap {
  set: (name: string, entity: Entity) => void;
  any: (name: string) => Entity;
  get: <K extends Entity['kind']>(name: string, kind: K) => EntityOf<K>;
  all: () => readonly Entity[];
  match: MatchContext;
}

export function createEntityMap(): EntityMap {
  const entities = new Map<string, Entity>();
  const any = (name: string): Entity => {
    const entity = entities.get(name);
    if (entity === undefined) throw new Unsupported(`there is no entity ${name}`);
    return entity;
  };
  const get = <K extends Entity['kind']>(name: string, kind: K): EntityOf<K> => {
    const entity = any(name);
    if (!isKind(entity, kind)) throw new Unsupported(`${name} is no ${kind} but a ${entity.kind}`);
    return entity;
  };
  return {
    any,
    get,
    set: (name, entity) => {
      if (entities.has(name)) throw new Unsupported(`there is an entity ${name} already`);
      entities.set(name, entity);
    },
    all: () => [...entities.values()],
    match: {
      valueOf: (name) => get(name, 'value').value,
      lsidOf: (name) => get(name, 'session').lsid,
    },
  };
}

const isKind = <K extends Entity['kind']>(entity: Entity, kind: K): entity is EntityOf<K> =>
  entity.kind === kind;

/** Ends what the test left open; errors of closing are of no interest to it. */
export async function closeEntities(entities: EntityMap): Promise<void> {
  const ignored = (): undefined => undefined;
  const all = entities.all();
  for (const entity of all) {
    if (entity.kind === 'change stream') await entity.stream.close().catch(ignored);
    else if (entity.kind === 'cursor') await entity.cursor.close().catch(ignored);
  }
  for (const entity of all) if (entity.kind === 'session') await entity.session.endSession().catch(ignored);
  for (const entity of all) if (entity.kind === 'client') await entity.client.close().catch(ignored);
}
