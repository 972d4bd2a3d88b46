import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { codeNameOf, CommandError, commandError } from '../errors.ts';
import { createGetMorePoint, type GetMorePoint } from './get-more-point.ts';
import { createTransactionalWritePoint, type TransactionalWritePoint } from './transactional-write-point.ts';

/** What an armed `failCommand` does to a command. */
export interface FailAction {
  closeConnection: boolean;
  blockMs: number;
  error: CommandError | undefined;
  /** Labels that the test gave, also none; otherwise errors carry their usual ones. */
  labelled: boolean;
  labels: readonly string[];
  /** Reported beside a successful reply. */
  writeConcernError: Doc | undefined;
}

interface ArmedPoint {
  commands: ReadonlySet<string>;
  /** Commands left to let pass, then to hit; Infinity for alwaysOn. */
  skip: number;
  times: number;
  appName: string | undefined;
  data: Doc;
}

/** The fail points of a server, for tests of drivers and applications. */
export interface FailPoints {
  configure: (name: string, mode: Value | undefined, data: Doc) => void;
  /** What to do to this command of a client that calls itself `appName`; counts it. */
  hit: (command: string, appName: string | undefined) => FailAction | undefined;
  transactionalWrite: TransactionalWritePoint;
  getMore: GetMorePoint;
  /** True while every command with a time limit is to exceed it. */
  timesOut: () => boolean;
}

export function createFailPoints(): FailPoints {
  let armed: ArmedPoint | undefined;
  let timesOut = false;
  const transactionalWrite = createTransactionalWritePoint();
  const getMore = createGetMorePoint();
  return {
    transactionalWrite,
    getMore,
    configure: (name, mode, data) => {
      if (name === 'onPrimaryTransactionalWrite') {
        transactionalWrite.configure(mode, data);
        return;
      }
      if (name === 'failGetMoreAfterCursorCheckout') {
        getMore.configure(mode, data);
        return;
      }
      if (name === 'maxTimeAlwaysTimeOut') {
        timesOut = mode !== 'off';
        return;
      }
      if (name !== 'failCommand') throw commandError('FailedToParse', `${name} is not a known fail point`);
      armed = mode === 'off' ? undefined : arm(mode, data);
    },
    timesOut: () => timesOut,
    hit: (command, appName) => {
      if (armed === undefined || !armed.commands.has(command)) return undefined;
      if (armed.appName !== undefined && armed.appName !== appName) return undefined;
      if (armed.skip > 0) {
        armed.skip -= 1;
        return undefined;
      }
      const { data } = armed;
      armed.times -= 1;
      if (armed.times <= 0) armed = undefined;
      return actionOf(data);
    },
  };
}

function arm(mode: Value | undefined, data: Doc): ArmedPoint {
  const commands = data.get('failCommands');
  const names = (Array.isArray(commands) ? commands : []).filter((name) => typeof name === 'string');
  const appName = data.get('appName');
  const counts = isDoc(mode) ? mode : new Map<string, Value>();
  return {
    commands: new Set(names),
    skip: numberOf(counts.get('skip'), 0),
    times: isDoc(mode) && mode.has('times') ? numberOf(mode.get('times'), 1) : Infinity,
    appName: typeof appName === 'string' ? appName : undefined,
    data,
  };
}

function actionOf(data: Doc): FailAction {
  const errorCode = data.get('errorCode');
  const given = data.get('errorLabels');
  const labels = (Array.isArray(given) ? given : []).filter((label) => typeof label === 'string');
  const blocks = data.get('blockConnection') === true;
  const writeConcernError = data.get('writeConcernError');
  return {
    closeConnection: data.get('closeConnection') === true,
    blockMs: blocks ? numberOf(data.get('blockTimeMS'), 0) : 0,
    error:
      errorCode === undefined
        ? undefined
        : new CommandError(
            numberOf(errorCode, 1),
            codeNameOf(numberOf(errorCode, 1)),
            "Failing command via 'failCommand' failpoint",
            { labels },
          ),
    labelled: Array.isArray(given),
    labels,
    writeConcernError: isDoc(writeConcernError) ? writeConcernError : undefined,
  };
}

const numberOf = (value: Value | undefined, fallback: number): number =>
  isNumeric(value) ? toNumber(value) : fallback;
