import { doc, type Doc, Double, type Value } from '../bson/values.ts';
import { type CommandError, commandError } from '../errors.ts';

export const OK = new Double(1);
const NOT_OK = new Double(0);

/** A reply with `ok: 1` behind its fields. */
export function okReply(fields: Doc): Doc {
  return fields.has('ok') ? fields : new Map<string, Value>([...fields, ['ok', OK]]);
}

/** The reply for an error. */
export function errorReply(error: CommandError): Doc {
  const reply = doc({ ok: NOT_OK, errmsg: error.message, code: error.code, codeName: error.codeName });
  for (const [key, value] of error.extra ?? []) reply.set(key, value);
  if (error.labels.length > 0) reply.set('errorLabels', [...error.labels]);
  return reply;
}

/** An entry of `writeErrors`. */
export function writeError(index: number, error: CommandError): Doc {
  const entry = doc({ index, code: error.code, errmsg: error.message });
  for (const [key, value] of error.extra ?? []) entry.set(key, value);
  return entry;
}

/** What is thrown at an unexpected failure; the cause is for the log, the text for the client. */
export function internalError(cause: unknown): CommandError {
  const error = commandError('InternalError', Error.isError(cause) ? cause.message : 'internal error');
  error.cause = cause;
  return error;
}
