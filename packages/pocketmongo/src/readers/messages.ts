import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { CommandError } from '../errors.ts';
import { OnlyWhereServed } from './only-where-served.ts';
import type { Role } from '../auth/role.ts';

/** What a reader thread is started with. */
export interface ReaderData {
  dataDir: string;
  host: string;
  port: number;
  compileCache: string | null;
}

/** A command for a reader. Times are relative: each thread has a clock of its own. */
export interface Task {
  type: 'run';
  id: number;
  /** Not zero as soon as the task is to stop. */
  stop: Int32Array<SharedArrayBuffer>;
  name: string;
  database: string;
  body: Uint8Array;
  user: { db: string; user: string; roles: readonly Role[] } | undefined;
  /** The values of the system's variables, by their names in a call. */
  system: Uint8Array;
  remainingMs: number | undefined;
}

export type ToReader =
  | Task
  | { type: 'next'; id: number; maxDocs: number; maxBytes: number; remainingMs: number | undefined }
  | { type: 'close'; id: number }
  | { type: 'stop' };

export type FromReader =
  | { type: 'ready' }
  /** The whole reply; `cursor` when there is more to come. */
  | { type: 'reply'; id: number; reply: Uint8Array; cursor: { id: bigint; namespace: string } | undefined }
  /** Documents one behind the other, with the length of each. */
  | { type: 'batch'; id: number; documents: Uint8Array; lengths: Uint32Array; done: boolean }
  | { type: 'failed'; id: number; error: SentError };

/** An error on its way between threads. */
export type SentError =
  | {
      kind: 'command';
      code: number;
      codeName: string;
      message: string;
      labels: readonly string[];
      extra: Uint8Array | undefined;
    }
  /** The command has to run in the serving thread. */
  | { kind: 'home' }
  | { kind: 'other'; error: Error };

export function sentError(failure: unknown): SentError {
  if (failure instanceof OnlyWhereServed) return { kind: 'home' };
  if (!(failure instanceof CommandError))
    return { kind: 'other', error: Error.isError(failure) ? failure : new Error(String(failure)) };
  const { code, codeName, message, labels, extra } = failure;
  return {
    kind: 'command',
    code,
    codeName,
    message,
    labels,
    extra: extra === undefined ? undefined : encodeDocument(extra),
  };
}

export function receivedError(sent: SentError): Error {
  if (sent.kind === 'home') return new OnlyWhereServed('what the command asks for');
  if (sent.kind === 'other') return sent.error;
  const { code, codeName, message, labels, extra } = sent;
  return new CommandError(code, codeName, message, {
    labels,
    ...(extra === undefined ? {} : { extra: decodeDocument(extra) }),
  });
}

/** Bytes in memory of their own, which can be given to another thread as a whole. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  return own;
}
