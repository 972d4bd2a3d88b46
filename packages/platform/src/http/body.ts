import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { httpError } from './errors.ts';

const NO_BYTES = Buffer.alloc(0);

/** What follows a refused body is read and thrown away up to here, so that the caller gets to see the refusal. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * Reads a request's body into memory.
 * @throws DomainError 413 beyond `limit` bytes, before anything is read when the length is announced; 415 for a
 * compressed body; 400 when it ends early.
 */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = req.headers['content-length'];
  if (announced === '0' || (announced === undefined && req.headers['transfer-encoding'] === undefined))
    return NO_BYTES;
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw httpError('unsupported-media-type');
  if (announced !== undefined && Number(announced) > limit) throw httpError('body-too-large', { limit });
  return collect(req, limit);
}

function collect(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(httpError('body-too-large', { limit }));
      if (size > MAX_DISCARDED_BYTES) req.destroy();
    });
    req.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    req.on('error', () => reject(httpError('incomplete-body')));
    req.on('close', () => {
      if (!req.complete) reject(httpError('incomplete-body'));
    });
  });
}

/** @throws DomainError 415 unless the body is announced as `application/json`, in UTF-8 if a charset is named. */
export function requireJsonType(contentType: string | undefined): void {
  if (contentType === 'application/json') return;
  if (
    contentType !== undefined &&
    /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?;?\s*$/i.test(contentType)
  )
    return;
  throw httpError('unsupported-media-type');
}

/**
 * Parses JSON strictly.
 * @throws DomainError 400 for broken UTF-8, for text that is no JSON, for a key `__proto__` anywhere, and for half a
 * surrogate pair, which no database could give back.
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw httpError('malformed-text');
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw httpError('malformed-json');
  }
  // Both can only come in spelled out or behind a \u escape; other bodies are spared the walk.
  if (text.includes('__proto__') || text.includes('\\u')) requireSafe(value);
  return value;
}

/** Walks without recursion: nesting may be as deep as the body is long. */
function requireSafe(root: unknown): void {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string' && !value.isWellFormed()) throw httpError('malformed-text');
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__') throw httpError('forbidden-key');
      if (!key.isWellFormed()) throw httpError('malformed-text');
      pending.push(child);
    }
  }
}
