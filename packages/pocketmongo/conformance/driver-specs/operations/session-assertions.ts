import { BSON } from 'mongodb';
import { type Fields, isFields, stringOf } from '../format.ts';
import { show } from '../match.ts';
import { Mismatch, Unsupported } from '../outcome.ts';
import type { TestState } from '../test-state.ts';

/** The driver's names for the states of a transaction. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  none: ['NO_TRANSACTION'],
  starting: ['STARTING_TRANSACTION'],
  in_progress: ['TRANSACTION_IN_PROGRESS'],
  committed: ['TRANSACTION_COMMITTED', 'TRANSACTION_COMMITTED_EMPTY'],
  aborted: ['TRANSACTION_ABORTED'],
};

/** What the test runner asserts of sessions. */
export const SESSION_ASSERTIONS: Readonly<Record<string, (given: Fields, state: TestState) => void>> = {
  assertSessionTransactionState: (given, state) => {
    const wanted = STATES[String(given.state)];
    if (wanted === undefined) throw new Unsupported(`the transaction state ${show(given.state)}`);
    const transaction: unknown = Reflect.get(sessionOf(given, state), 'transaction');
    const found: unknown =
      typeof transaction === 'object' && transaction !== null ? Reflect.get(transaction, 'state') : undefined;
    if (!wanted.includes(String(found))) {
      throw new Mismatch(`expected the transaction ${show(given.state)}, found ${show(found)}`);
    }
  },
  assertSessionPinned: (given, state) => expectState('pinned', sessionOf(given, state).isPinned, true),
  assertSessionUnpinned: (given, state) => expectState('pinned', sessionOf(given, state).isPinned, false),
  assertSessionDirty: (given, state) =>
    expectState('dirty', sessionOf(given, state).serverSession.isDirty, true),
  assertSessionNotDirty: (given, state) =>
    expectState('dirty', sessionOf(given, state).serverSession.isDirty, false),
  assertDifferentLsidOnLastTwoCommands: (given, state) => {
    const [one, other] = lastTwoLsids(given, state);
    if (one === other) throw new Mismatch(`expected different sessions, found ${one} twice`);
  },
  assertSameLsidOnLastTwoCommands: (given, state) => {
    const [one, other] = lastTwoLsids(given, state);
    if (one !== other) throw new Mismatch(`expected the same session, found ${one} and ${other}`);
  },
};

const sessionOf = (given: Fields, { entities }: TestState) =>
  entities.get(stringOf(given.session, 'session'), 'session').session;

function expectState(what: string, found: boolean, wanted: boolean): void {
  if (found !== wanted) throw new Mismatch(`the session is ${found ? '' : 'not '}${what}`);
}

function lastTwoLsids(given: Fields, { entities }: TestState): readonly [string, string] {
  const { observed } = entities.get(stringOf(given.client, 'client'), 'client');
  const [one, other] = observed.events.filter(({ name }) => name === 'commandStartedEvent').slice(-2);
  if (one === undefined || other === undefined) throw new Mismatch('fewer than two commands were observed');
  return [lsidOf(one.event), lsidOf(other.event)];
}

function lsidOf({ command }: Fields): string {
  const lsid = isFields(command) ? command.lsid : undefined;
  if (lsid === undefined) throw new Mismatch('a command has no session');
  return BSON.EJSON.stringify({ lsid });
}
