import { BSON } from 'mongodb';
import type { EntityMap } from './entities.ts';
import { type ExpectedEvents, type Fields, isFields, onlyEntry } from './format.ts';
import { expectMatch, type MatchContext, show } from './match.ts';
import type { ObservedEvent } from './observed-events.ts';
import { Mismatch, Unsupported } from './outcome.ts';

/** Throws a Mismatch unless a client published exactly the expected events in their order. */
export function expectEvents(expected: ExpectedEvents, entities: EntityMap): void {
  const { client, eventType = 'command', events, ignoreExtraEvents = false } = expected;
  const observed = entities.get(client, 'client').observed.events.filter(({ type }) => type === eventType);
  for (const [index, event] of events.entries()) {
    const found = observed[index];
    const path = `${client} event ${index + 1}`;
    if (found === undefined) {
      throw new Mismatch(`${path}: expected ${onlyEntry(event, path)[0]}, found ${listed(observed)}`);
    }
    try {
      expectEvent(event, found, entities.match, path);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      throw new Mismatch(`${error.message}; all: ${listed(observed)}`);
    }
  }
  if (!ignoreExtraEvents && observed.length > events.length) {
    throw new Mismatch(`${client}: expected ${events.length} events, found ${listed(observed)}`);
  }
}

const listed = (observed: readonly ObservedEvent[]): string =>
  `${observed.length} (${observed.map(({ name, event }) => `${name.replace(/Event$/, '')} ${typeof event.commandName === 'string' ? event.commandName : ''}`.trim()).join(', ')})`;

/** How many of the observed events match one that is expected. */
export function countEvents(
  expected: unknown,
  observed: readonly ObservedEvent[],
  match: MatchContext,
): number {
  return observed.filter((found) => {
    try {
      expectEvent(expected, found, match, 'event');
      return true;
    } catch (error) {
      if (error instanceof Mismatch) return false;
      throw error;
    }
  }).length;
}

function expectEvent(expected: unknown, found: ObservedEvent, match: MatchContext, path: string): void {
  const [name, fields] = onlyEntry(expected, path);
  if (found.name !== name) throw new Mismatch(`${path}: expected ${name}, found ${found.name}`);
  for (const [field, value] of Object.entries(fields)) {
    expectField(field, value, found.event, { match, path: `${path} ${field}` });
  }
}

interface Place {
  match: MatchContext;
  path: string;
}

function expectField(field: string, value: unknown, event: Fields, { match, path }: Place): void {
  switch (field) {
    case 'command':
    case 'reply':
      expectMatch(value, event[field], { context: match, path, root: true });
      return;
    case 'commandName':
    case 'databaseName':
    case 'reason':
    case 'interruptInUseConnections':
    case 'awaited':
      if (event[field] !== value) {
        throw new Mismatch(`${path}: expected ${show(value)}, found ${show(event[field])}`);
      }
      return;
    case 'hasServiceId':
      expectSet(value, event.serviceId instanceof BSON.ObjectId, path);
      return;
    case 'hasServerConnectionId':
      expectSet(value, typeof event.serverConnectionId === 'bigint' && event.serverConnectionId > 0n, path);
      return;
    case 'previousDescription':
    case 'newDescription':
      expectDescription(value, event[field], path);
      return;
    default:
      throw new Unsupported(`${field} of an event`);
  }
}

function expectSet(expected: unknown, isSet: boolean, path: string): void {
  if (expected !== isSet) throw new Mismatch(`${path}: expected ${show(expected)}, found ${show(isSet)}`);
}

function expectDescription(expected: unknown, actual: unknown, path: string): void {
  const type = isFields(expected) ? expected.type : undefined;
  if (type === undefined) return;
  const found = isFields(actual) ? actual.type : undefined;
  if (found !== type) throw new Mismatch(`${path}: expected ${show(type)}, found ${show(found)}`);
}
