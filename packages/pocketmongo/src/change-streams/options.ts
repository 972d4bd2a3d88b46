import { type Doc, isDoc, Timestamp, type Value } from '../bson/values.ts';
import { checkFields } from '../commands/arguments.ts';
import { commandError, locationError } from '../errors.ts';
import { wrongType } from '../field-errors.ts';
import type { OpTime } from '../oplog/cluster-clock.ts';
import { readResumeToken, type Position, type Token } from './resume-token.ts';
import type { Scope } from './scope.ts';

const FULL_DOCUMENT = ['default', 'updateLookup', 'whenAvailable', 'required'] as const;
const BEFORE_CHANGE = ['off', 'whenAvailable', 'required'] as const;
/** Options that would change what is told if they were ignored. */
const UNSUPPORTED = ['showRawUpdateDescription', 'showSystemEvents'] as const;
/** There is nobody that documents could migrate to. */
const FLAGS = ['allChangesForCluster', 'showExpandedEvents', 'showMigrationEvents', ...UNSUPPORTED] as const;
const FIELDS = new Set([
  'fullDocument', 'fullDocumentBeforeChange', 'resumeAfter', 'startAfter', 'startAtOperationTime', ...FLAGS,
]); // prettier-ignore

export type StreamOptions = {
  scope: Scope;
  fullDocument: (typeof FULL_DOCUMENT)[number];
  beforeChange: (typeof BEFORE_CHANGE)[number];
  expanded: boolean;
  start: Position;
  /** The event that the stream goes on from must still be in the log. */
  resumed: Token | 'time' | undefined;
  /** The wall time in milliseconds from which on images are told; older ones have expired. */
  imagesFrom: () => number;
  /** Events beyond the size of a document are split. */
  split: boolean;
};

/** Reads the operand of `$changeStream`. `now` is where a stream begins that is told nothing else. */
export function streamOptions(
  operand: Value,
  scope: Scope,
  now: OpTime,
): Omit<StreamOptions, 'split' | 'imagesFrom'> {
  if (!isDoc(operand))
    throw locationError(6_188_500, 'the $changeStream stage specification must be an object');
  checkFields(operand, '$changeStream', FIELDS);
  for (const option of FLAGS) {
    const value = operand.get(option);
    if (value !== undefined && typeof value !== 'boolean')
      throw wrongType(`$changeStream.${option}`, value, 'bool');
  }
  for (const option of UNSUPPORTED) {
    if (operand.get(option) === true)
      throw commandError('CommandNotSupported', `$changeStream with ${option} is not supported`);
  }
  return {
    scope,
    fullDocument: oneOf(operand, 'fullDocument', FULL_DOCUMENT) ?? 'default',
    beforeChange: oneOf(operand, 'fullDocumentBeforeChange', BEFORE_CHANGE) ?? 'off',
    expanded: operand.get('showExpandedEvents') === true,
    ...startOf(operand, now),
  };
}

function oneOf<T extends string>(operand: Doc, field: string, allowed: readonly T[]): T | undefined {
  const value = operand.get(field) ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw wrongType(`$changeStream.${field}`, value, 'string');
  const found = allowed.find((name) => name === value);
  if (found !== undefined) return found;
  throw commandError(
    'BadValue',
    `Enumeration value for field '$changeStream.${field}' is not a valid value; allowed are ${allowed.join(', ')}`,
  );
}

function tokenIn(operand: Doc, field: string): Doc | undefined {
  const token = operand.get(field) ?? undefined;
  if (token === undefined || isDoc(token)) return token;
  throw wrongType(`$changeStream.${field}`, token, 'object');
}

function startOf(operand: Doc, now: OpTime): Pick<StreamOptions, 'start' | 'resumed'> {
  const resumeAfter = tokenIn(operand, 'resumeAfter');
  const startAfter = tokenIn(operand, 'startAfter');
  const at = operand.get('startAtOperationTime') ?? undefined;
  if (resumeAfter !== undefined && startAfter !== undefined)
    throw locationError(
      50_865,
      "Do not specify both 'resumeAfter' and 'startAfter' in a $changeStream stage",
    );
  if (at !== undefined && (resumeAfter ?? startAfter) !== undefined)
    throw locationError(40_674, "Do not specify both a resume token and 'startAtOperationTime' in a $changeStream stage"); // prettier-ignore
  const token = resumeAfter ?? startAfter;
  if (token !== undefined) {
    const resumed = readResumeToken(token);
    const { kind, time, index, fragment } = resumed;
    if (kind === 'invalidate' && resumeAfter !== undefined)
      throw commandError(
        'InvalidResumeToken',
        "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
      );
    // The other fragments of an event come from the event itself.
    const start = { time, index: fragment === undefined ? index : index - 1 };
    return { start, resumed: kind === 'mark' ? 'time' : resumed };
  }
  if (at === undefined)
    return { start: { time: { ...now, increment: now.increment + 1 }, index: 0 }, resumed: undefined };
  if (!(at instanceof Timestamp)) throw wrongType('$changeStream.startAtOperationTime', at, 'timestamp');
  return { start: { time: { seconds: at.t, increment: at.i }, index: 0 }, resumed: 'time' };
}
