import {
  MongoBulkWriteError,
  MongoClientBulkWriteError,
  MongoError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb';
import { codeNameOf } from '../../src/errors.ts';
import { bulkResult, clientBulkResult } from './driver-results.ts';
import { type ExpectedError, type Fields } from './format.ts';
import { expectMatch, expectRootArray, type MatchContext, show } from './match.ts';
import { isOfTheRunner, Mismatch } from './outcome.ts';

/** Throws a Mismatch unless the error of an operation is the expected one; what the runner threw goes on. */
export function expectError(expected: ExpectedError, error: unknown, match: MatchContext): void {
  if (isOfTheRunner(error) || !Error.isError(error)) throw error;
  const fromServer = error instanceof MongoServerError;
  if (expected.isClientError !== undefined && expected.isClientError === fromServer) {
    throw new Mismatch(`expected an error of the ${fromServer ? 'client' : 'server'}, found ${told(error)}`);
  }
  if (expected.isTimeoutError !== undefined) {
    expectTrue(
      error instanceof MongoOperationTimeoutError === expected.isTimeoutError,
      'isTimeoutError',
      error,
    );
  }
  const errors = partsOf(error);
  expectTexts(expected, errors, error);
  expectLabels(expected, error);
  const place = { context: match, root: true };
  if (expected.errorResponse !== undefined) {
    expectMatch(expected.errorResponse, responseOf(error), { ...place, path: 'errorResponse' });
  }
  if (expected.writeErrors !== undefined || expected.writeConcernErrors !== undefined) {
    expectBulkErrors(expected, error, match);
  }
  if (expected.expectResult !== undefined) {
    expectMatch(expected.expectResult, resultOf(error), { ...place, path: 'result of the error' });
  }
}

/** What an error says of itself and of the single writes that failed. */
interface Part {
  message: string;
  code: unknown;
  codeName: unknown;
}

function partsOf(error: Error): readonly Part[] {
  const whole: Part = {
    message: error.message,
    code: error instanceof MongoError ? error.code : undefined,
    codeName: error instanceof MongoServerError ? error.codeName : undefined,
  };
  if (error instanceof MongoClientBulkWriteError) {
    return error.cause instanceof Error ? [whole, ...partsOf(error.cause)] : [whole];
  }
  if (!(error instanceof MongoBulkWriteError)) return [whole];
  const concern = error.result.getWriteConcernError();
  const single = [error.writeErrors].flat().map(({ code, errmsg }) => part(code, errmsg));
  return [whole, ...single, ...(concern === undefined ? [] : [part(concern.code, concern.errmsg)])];
}

const part = (code: unknown, errmsg: unknown): Part => ({
  message: typeof errmsg === 'string' ? errmsg : '',
  code,
  // The driver leaves the name out; the number stands for it.
  codeName: typeof code === 'number' ? codeNameOf(code) : undefined,
});

function expectTexts(expected: ExpectedError, parts: readonly Part[], error: Error): void {
  const { errorContains, errorCode, errorCodeName } = expected;
  if (errorContains !== undefined) {
    const wanted = errorContains.toLowerCase();
    expectTrue(
      parts.some(({ message }) => message.toLowerCase().includes(wanted)),
      errorContains,
      error,
    );
  }
  if (errorCode !== undefined) {
    expectTrue(
      parts.some(({ code }) => code === errorCode),
      `code ${errorCode}`,
      error,
    );
  }
  if (errorCodeName !== undefined) {
    const wanted = errorCodeName.toLowerCase();
    const named = ({ code, codeName }: Part): string =>
      typeof codeName === 'string' ? codeName : typeof code === 'number' ? codeNameOf(code) : '';
    expectTrue(
      parts.some((one) => named(one).toLowerCase() === wanted),
      errorCodeName,
      error,
    );
  }
}

function expectLabels({ errorLabelsContain = [], errorLabelsOmit = [] }: ExpectedError, error: Error): void {
  const has = (label: string): boolean => error instanceof MongoError && error.hasErrorLabel(label);
  for (const label of errorLabelsContain) expectTrue(has(label), `label ${label}`, error);
  for (const label of errorLabelsOmit) expectTrue(!has(label), `no label ${label}`, error);
}

function responseOf(error: Error): unknown {
  if (error instanceof MongoWriteConcernError) return error.result;
  return error instanceof MongoServerError ? error.errorResponse : undefined;
}

function resultOf(error: Error): unknown {
  if (error instanceof MongoBulkWriteError) return bulkResult(error.result);
  if (error instanceof MongoClientBulkWriteError) {
    return error.partialResult === undefined ? undefined : clientBulkResult(error.partialResult);
  }
  return undefined;
}

function expectBulkErrors(expected: ExpectedError, error: Error, context: MatchContext): void {
  if (!(error instanceof MongoClientBulkWriteError)) {
    throw new Mismatch(`expected the errors of single writes, found ${told(error)}`);
  }
  const wanted: Fields = expected.writeErrors ?? {};
  const indexes = [...error.writeErrors.keys()].map(String).sort();
  if (indexes.join() !== Object.keys(wanted).sort().join()) {
    throw new Mismatch(
      `expected errors of the writes ${Object.keys(wanted).join()}, found ${indexes.join()}`,
    );
  }
  for (const [index, value] of Object.entries(wanted)) {
    const found = error.writeErrors.get(Number(index));
    const path = `writeErrors.${index}`;
    expectMatch(value, { code: found?.code, message: found?.message }, { context, path, root: true });
  }
  const place = { context, path: 'writeConcernErrors', root: true };
  expectRootArray(expected.writeConcernErrors ?? [], error.writeConcernErrors, place);
}

function expectTrue(holds: boolean, wanted: string, error: Error): void {
  if (!holds) throw new Mismatch(`expected an error with ${wanted}, found ${told(error)}`);
}

/** An error in one line. */
export function told(error: unknown): string {
  if (!Error.isError(error)) return show(error);
  const code = 'code' in error && isCode(error.code) ? ` ${error.code}` : '';
  const labels = error instanceof MongoError ? error.errorLabels : [];
  return `${error.name}${code}: ${error.message}${labels.length > 0 ? ` [${labels.join()}]` : ''}`;
}

const isCode = (code: unknown): code is number | string =>
  typeof code === 'number' || typeof code === 'string';
