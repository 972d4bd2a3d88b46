import type { EventEmitter } from 'node:events';
import { type MongoClient, ReadConcern } from 'mongodb';
import { arrayOf, type Fields, isFields } from './format.ts';
import { Unsupported } from './outcome.ts';

/** An event as the driver published it, under the name that the format has for it. */
export interface ObservedEvent {
  name: string;
  type: 'command' | 'cmap' | 'sdam';
  event: Fields;
}

/** What one client published; `stop` ends the listening. */
export interface Observed {
  events: readonly ObservedEvent[];
  connectionsCheckedOut: () => number;
  /** Leaves out the check-outs so far: the driver's log-in needs one that no operation of the test asked for. */
  forgetCheckOuts: () => void;
  stop: () => void;
}

const COMMAND = ['commandStartedEvent', 'commandSucceededEvent', 'commandFailedEvent'];
const POOL = ['poolCreatedEvent', 'poolReadyEvent', 'poolClearedEvent', 'poolClosedEvent'];
const CONNECTION = [
  'connectionCreatedEvent',
  'connectionReadyEvent',
  'connectionClosedEvent',
  'connectionCheckOutStartedEvent',
  'connectionCheckOutFailedEvent',
  'connectionCheckedOutEvent',
  'connectionCheckedInEvent',
];
const SDAM = [
  'serverDescriptionChangedEvent',
  'serverHeartbeatStartedEvent',
  'serverHeartbeatSucceededEvent',
  'serverHeartbeatFailedEvent',
  'topologyDescriptionChangedEvent',
  'topologyOpeningEvent',
  'topologyClosedEvent',
];

/** Commands with secrets, by the specification of command monitoring. */
const SENSITIVE = new Set([
  'authenticate',
  'saslStart',
  'saslContinue',
  'getnonce',
  'createUser',
  'updateUser',
  'copydbgetnonce',
  'copydbsaslstart',
  'copydb',
]);
const HELLO = new Set(['hello', 'ismaster', 'isMaster']);

/** Starts to collect the events that the client entity `options` asks for. */
export function observe(client: MongoClient, options: Fields): Observed {
  let events: ObservedEvent[] = [];
  const names = arrayOf(options.observeEvents ?? [], 'observeEvents').map(String);
  const ignored = new Set(arrayOf(options.ignoreCommandMonitoringEvents ?? [], 'ignored').map(String));
  ignored.add('configureFailPoint');
  const sensitive = options.observeSensitiveCommands === true;
  const emitter: EventEmitter = client;
  const listeners = names.map((name) => {
    const type = typeOf(name);
    const listener = (event: Fields): void => {
      if (type === 'command' && isIgnored(event, ignored, sensitive)) return;
      events.push({ name, type, event: name === 'commandStartedEvent' ? asSent(event) : event });
    };
    emitter.on(driverName(name), listener);
    return { name: driverName(name), listener };
  });
  let checkedOut = 0;
  client.on('connectionCheckedOut', () => (checkedOut += 1));
  client.on('connectionCheckedIn', () => (checkedOut -= 1));
  return {
    get events() {
      return events;
    },
    forgetCheckOuts: () => {
      events = events.filter(({ name }) => !name.startsWith('connectionCheck'));
    },
    connectionsCheckedOut: () => checkedOut,
    stop: () => {
      for (const { name, listener } of listeners) emitter.off(name, listener);
    },
  };
}

/** The event with its command as it is now: the driver changes parts of it for later commands. */
const asSent = (event: Fields): Fields => ({ ...event, command: copied(event.command) });

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  const plain = isFields(value) && Object.getPrototypeOf(value) === Object.prototype;
  if (!plain && !(value instanceof ReadConcern)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}

function typeOf(name: string): ObservedEvent['type'] {
  if (COMMAND.includes(name)) return 'command';
  if (POOL.includes(name) || CONNECTION.includes(name)) return 'cmap';
  if (SDAM.includes(name)) return 'sdam';
  throw new Unsupported(`the event ${name}`);
}

/** `poolClearedEvent` is the driver's connectionPoolCleared, the others only lose their ending. */
function driverName(name: string): string {
  const short = name.slice(0, -'Event'.length);
  return POOL.includes(name) ? `connectionP${short.slice(1)}` : short;
}

function isIgnored(event: Fields, ignored: ReadonlySet<string>, sensitive: boolean): boolean {
  const command = String(event.commandName);
  if (ignored.has(command)) return true;
  if (sensitive) return false;
  if (SENSITIVE.has(command)) return true;
  // A greeting with a log-in in it is redacted, and by this known.
  const shown = event.command ?? event.reply;
  return HELLO.has(command) && typeof shown === 'object' && shown !== null && Object.keys(shown).length === 0;
}
