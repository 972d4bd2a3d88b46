import { decodeDocument, type Intake } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { Binary, doc, Timestamp } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { ClusterClock } from '../oplog/cluster-clock.ts';

const NONE = new Timestamp({ t: 0, i: 0 });
/** What a replica set without keys signs with: nobody checks it. */
const UNSIGNED = doc({ hash: new Binary(Buffer.alloc(20)), keyId: 0n });

const NAME = Buffer.from('$clusterTime\0');
const FIRST_FIELD = Buffer.from('\u0011clusterTime\0');
/** Where the time lies in an element `$clusterTime` whose name begins at 0, if it comes first. */
const TIME_AT = NAME.length + 4 + FIRST_FIELD.length;

const NOTHING = new Uint8Array(0);

/** Bytes of an element that are worth being remembered. */
const MAX_KNOWN = 256;

/** The cluster's time, as replies tell it and requests bring it back. */
export type Gossip = {
  /** The elements `$clusterTime` and `operationTime` of a reply; to be copied before the next call. */
  elements: () => Uint8Array;
  /** Takes over the time that a request brings; throws when it can't be true. */
  intake: Intake;
};

/** In both directions the bytes are looked at once; from then on only the times in them change. */
export function createGossip(clock: ClusterClock, isTold: boolean): Gossip {
  return { elements: isTold ? outgoing(clock) : () => NOTHING, intake: incoming(clock) };
}

function outgoing(clock: ClusterClock): () => Uint8Array {
  const whole = encodeDocument(
    doc({ $clusterTime: doc({ clusterTime: NONE, signature: UNSIGNED }), operationTime: NONE }),
  );
  const elements = Buffer.from(whole.subarray(4, whole.length - 1));
  const operationTimeAt = elements.length - 8;
  let seconds = 0;
  let increment = 0;
  const write = (at: number): void => {
    elements.writeUInt32LE(increment, at);
    elements.writeUInt32LE(seconds, at + 4);
  };
  return () => {
    if (clock.increment !== increment || clock.seconds !== seconds) {
      ({ seconds, increment } = clock);
      write(1 + TIME_AT);
      write(operationTimeAt);
    }
    return elements;
  };
}

function incoming(clock: ClusterClock): Intake {
  /** The last element that was decoded; those that differ from it in the time alone need not be. */
  let known = Buffer.alloc(0);
  const isKnown = (command: Buffer, at: number, end: number): boolean =>
    known.length > 0 &&
    at + known.length <= end &&
    known.compare(command, at, at + TIME_AT, 0, TIME_AT) === 0 &&
    known.compare(command, at + TIME_AT + 8, at + known.length, TIME_AT + 8) === 0;
  return (command, at, end) => {
    if (isKnown(command, at, end)) {
      heed(clock, command.readUInt32LE(at + TIME_AT + 4), command.readUInt32LE(at + TIME_AT));
      return at + known.length;
    }
    const start = at + NAME.length;
    if (start + 4 > end || NAME.compare(command, at, start) !== 0) return 0;
    const stop = start + command.readInt32LE(start);
    if (stop <= start || stop > end) return 0;
    const clusterTime = decodeDocument(command.subarray(start, stop)).get('clusterTime');
    if (!(clusterTime instanceof Timestamp))
      throw commandError('TypeMismatch', "BSON field '$clusterTime.clusterTime' must be a timestamp");
    heed(clock, clusterTime.t, clusterTime.i);
    if (stop - at < MAX_KNOWN && FIRST_FIELD.compare(command, start + 4, at + TIME_AT) === 0)
      known = Buffer.from(command.subarray(at, stop));
    return stop;
  };
}

function heed(clock: ClusterClock, seconds: number, increment: number): void {
  if (clock.advance({ seconds, increment })) return;
  throw commandError(
    'ClusterTimeFailsRateLimiter',
    `New cluster time, ${seconds}, is too far from this node's wall clock time`,
  );
}
