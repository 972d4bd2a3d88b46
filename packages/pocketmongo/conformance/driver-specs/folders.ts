import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BSON } from 'mongodb';
import type { TestFile } from './format.ts';

/** The specifications whose tests are run, as the folders of the repository are called. */
export const FOLDERS: readonly string[] = [
  'crud',
  'transactions',
  'transactions-convenient-api',
  'retryable-reads',
  'retryable-writes',
  'sessions',
  'change-streams',
  'collection-management',
  'index-management',
  'gridfs',
  'versioned-api',
  'run-command',
  'causal-consistency',
];

/** The format's own tests, for the runner itself: what is right, and what a runner has to fail. */
export const VALID_PASS = 'unified-test-format/tests/valid-pass';
export const VALID_FAIL = 'unified-test-format/tests/valid-fail';

/** A test file and its name within its folder, without the ending. */
export interface LoadedFile {
  name: string;
  file: TestFile;
}

/** The files of a specification in a checkout, in order of their names. */
export function loadFolder(checkout: string, folder: string): readonly LoadedFile[] {
  const tests = join(checkout, 'source', folder, 'tests');
  const places = [join(tests, 'unified'), tests, join(checkout, 'source', folder)];
  const place = places.find(
    (one) => existsSync(one) && readdirSync(one).some((name) => name.endsWith('.json')),
  );
  if (place === undefined) throw new Error(`no test files of ${folder} under ${checkout}`);
  return readdirSync(place)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name: name.slice(0, -'.json'.length), file: loadFile(join(place, name)) }));
}

const loadFile = (path: string): TestFile => BSON.EJSON.parse(readFileSync(path, 'utf8')) as TestFile;
