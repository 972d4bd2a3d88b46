import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { WriteSet } from '../write-set.ts';
import { packChanges, packedSize } from './packed-changes.ts';

/** What fits goes through memory that both threads see, which costs a third of a message; the rest in messages. */
const SHARED_BYTES = 2 ** 18;

/** What the giving thread has put there; the taking one puts `nothing` back. */
const STATE = { nothing: 0, inMemory: 1, inMessage: 2, end: 3 } as const;

/** The memory that two threads share to hand over changes, one write set at a time. */
export interface HandOverMemory {
  /** The state, and the number of bytes. */
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly bytes: Buffer<SharedArrayBuffer>;
}

const HEAD_WORDS = 2;

/** Lays out the memory; a copy of the argument in the other thread gives the same memory. */
export function handOverMemory(
  shared = new SharedArrayBuffer(HEAD_WORDS * 4 + SHARED_BYTES),
): HandOverMemory {
  return {
    control: new Int32Array(shared, 0, HEAD_WORDS),
    bytes: Buffer.from(shared, HEAD_WORDS * 4),
  };
}

/** Gives changes to the other thread. It has to have taken those before. */
export function give(
  { control, bytes }: HandOverMemory,
  changes: WriteSet,
  post: (packed: ArrayBuffer) => void,
): void {
  const size = packedSize(changes);
  if (size <= bytes.length) {
    packChanges(changes, bytes);
    Atomics.store(control, 1, size);
    wake(control, STATE.inMemory);
    return;
  }
  const packed = Buffer.from(new ArrayBuffer(size));
  packChanges(changes, packed);
  post(packed.buffer);
  wake(control, STATE.inMessage);
}

/** Tells the other thread that nothing comes any more. */
export function end({ control }: HandOverMemory): void {
  wake(control, STATE.end);
}

/** Stops this thread until the other one gives something: packed changes, valid until the next call; undefined at the end. */
export function take({ control, bytes }: HandOverMemory, messages: MessagePort): Buffer | undefined {
  let state: number = STATE.nothing;
  while (state === STATE.nothing) {
    Atomics.wait(control, 0, STATE.nothing);
    state = Atomics.exchange(control, 0, STATE.nothing);
  }
  if (state === STATE.end) return undefined;
  if (state === STATE.inMemory) {
    const size = Atomics.load(control, 1);
    // LMDB asks for memory of this thread alone.
    own.set(bytes.subarray(0, size));
    return own.subarray(0, size);
  }
  const received = receiveMessageOnPort(messages) as { message: ArrayBuffer } | undefined;
  if (received === undefined) throw new Error('changes were announced that did not come');
  return Buffer.from(received.message);
}

const own = Buffer.from(new ArrayBuffer(SHARED_BYTES));

function wake(control: Int32Array<SharedArrayBuffer>, state: number): void {
  Atomics.store(control, 0, state);
  Atomics.notify(control, 0);
}
