import { parentPort, workerData } from 'node:worker_threads';
import { encodeDocument } from '../bson/encode.ts';
import { okReply } from '../commands/reply.ts';
import { queryLanguage } from '../query/language.ts';
import { openStoreForReading } from '../storage/store.ts';
import { callIn } from './call.ts';
import {
  ownBytes,
  sentError,
  type FromReader,
  type ReaderData,
  type Task,
  type ToReader,
} from './messages.ts';
import { readingEngine } from './reading-engine.ts';
import { openView, type StoreView } from './store-view.ts';
import type { BatchSource } from '../cursors/cursor-store.ts';
import type { Operation } from '../execution/operation.ts';
import { COMMANDS_BY_NAME } from '../commands/registry.ts';
import { findRecordIds } from '../writes/candidates.ts';
import { OnlyWhereServed } from './only-where-served.ts';

/** A snapshot is held for a result that is being read; one that rests is let go. */
const SNAPSHOT_IDLE_MS = 10_000;

/** A result whose next documents may be asked for. */
interface OpenResult {
  readonly source: BatchSource;
  readonly op: Operation;
  readonly view: StoreView;
  idle: NodeJS.Timeout | undefined;
}

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const data = workerData as ReaderData;
const base = openStoreForReading(data.dataDir);
const results = new Map<number, OpenResult>();
let busy = 0;
let stopping = false;

const send = (message: FromReader, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function deadlineIn(remainingMs: number | undefined): number | undefined {
  return remainingMs === undefined ? undefined : performance.now() + remainingMs;
}

async function run(task: Task): Promise<void> {
  const { id, stop } = task;
  const view = openView(base);
  const op: Operation = {
    isStopped: () => Atomics.load(stop, 0) !== 0,
    deadline: deadlineIn(task.remainingMs),
  };
  let source: BatchSource | undefined;
  try {
    const command = task.name === findRecordIds.names[0] ? findRecordIds : COMMANDS_BY_NAME.get(task.name);
    if (command === undefined) throw new OnlyWhereServed(task.name);
    const { call, opened } = callIn(data, task, op, readingEngine(view, queryLanguage));
    const reply = await command.run(call);
    const bytes = ownBytes(reply instanceof Map ? encodeDocument(okReply(reply)) : reply);
    const cursor = opened();
    source = cursor?.source;
    send(
      {
        type: 'reply',
        id,
        reply: bytes,
        cursor: cursor === undefined ? undefined : { id: cursor.id, namespace: cursor.namespace },
      },
      [bytes.buffer],
    );
  } catch (failure) {
    send({ type: 'failed', id, error: sentError(failure) });
  }
  if (source === undefined) view.letGo();
  else rest(id, { source, op, view, idle: undefined });
}

/** Keeps a result until it is asked for more. */
function rest(id: number, result: OpenResult): void {
  results.set(id, result);
  result.idle = setTimeout(() => result.view.letGo(), SNAPSHOT_IDLE_MS).unref();
}

async function next({
  id,
  maxDocs,
  maxBytes,
  remainingMs,
}: Extract<ToReader, { type: 'next' }>): Promise<void> {
  const result = results.get(id);
  if (result === undefined) return;
  clearTimeout(result.idle);
  result.op.deadline = deadlineIn(remainingMs);
  try {
    const { documents, done } = await result.source.next(maxDocs, maxBytes);
    const whole = new Uint8Array(documents.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const document of documents) {
      whole.set(document, at);
      at += document.length;
    }
    const lengths = Uint32Array.from(documents, ({ length }) => length);
    send({ type: 'batch', id, documents: whole, lengths, done }, [whole.buffer, lengths.buffer]);
    if (results.has(id)) rest(id, result);
    else result.view.letGo();
  } catch (failure) {
    send({ type: 'failed', id, error: sentError(failure) });
    close(id);
  }
}

function close(id: number): void {
  const result = results.get(id);
  if (result === undefined) return;
  results.delete(id);
  clearTimeout(result.idle);
  result.source.close();
  result.view.letGo();
}

async function work(job: Promise<void>): Promise<void> {
  busy += 1;
  await job;
  busy -= 1;
  await endWhenIdle();
}

async function endWhenIdle(): Promise<void> {
  if (!stopping || busy > 0) return;
  for (const id of results.keys()) close(id);
  await base.close();
  port?.close();
}

send({ type: 'ready' });
port.on('message', (message: ToReader) => {
  switch (message.type) {
    case 'run':
      void work(run(message));
      break;
    case 'next':
      void work(next(message));
      break;
    case 'close':
      close(message.id);
      break;
    case 'stop':
      stopping = true;
      void endWhenIdle();
  }
});
