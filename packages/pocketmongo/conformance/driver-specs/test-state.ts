import type { MongoClient } from 'mongodb';
import type { Entity, EntityMap } from './entities.ts';

/** The server that a run is against. */
export interface Target {
  uri: string;
  /** For what the runner itself asks: initial data, outcomes, fail points to switch off. */
  internal: MongoClient;
}

/** What one test has made so far. */
export interface TestState {
  target: Target;
  entities: EntityMap;
  /** Names of the fail points that the test set. */
  failPoints: Set<string>;
  /** Cursors without a name, to be closed all the same. */
  unsaved: Entity[];
}
