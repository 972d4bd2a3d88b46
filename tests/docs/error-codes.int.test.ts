import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTables, renderErrors } from './error-codes.ts';

const documented = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('holds every error code of every table, as `npm run docs` writes it', async () => {
    expect(renderErrors(await errorTables())).toBe(documented);
  });
});
