import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accessMatrix, type AccessRow, type Verdict } from '../../packages/platform/src/http/index.ts';
import type { Answer, Headers } from '../harness/http.ts';
import { draftOf, send } from './walk/draft.ts';
import { operationsOf, type Operation } from './walk/operations.ts';
import { addStaff } from './world/people.ts';
import { setStage, type Stage } from './world/stage.ts';

type Caller = 'guest' | 'customer' | 'seller' | 'carrier' | 'admin';

const root = join(import.meta.dirname, '..', '..');
/** The edge's own refusals of a caller; what a use case refuses afterwards is another matter. */
const REFUSALS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['sign-in-required', '401'],
  ['role-required', '403'],
  ['seller-required', '403'],
  ['cart-token-required', 'token'],
  ['webhook-signature', 'signature'],
]);

let stage: Stage;
let rows: AccessRow[];
let operations: ReadonlyMap<string, Operation>;
let callers: ReadonlyMap<Caller, Headers>;

beforeAll(async () => {
  stage = await setStage();
  const { world, ana, seller, carrier, admin } = stage;
  rows = accessMatrix(world.modules);
  const document = await world.http.send('GET', '/openapi.json');
  operations = new Map(operationsOf(document.body).map((operation) => [operation.id, operation]));
  callers = new Map([
    ['guest', {}],
    ['customer', ana.headers],
    ['seller', (await addStaff(world, seller)).headers],
    ['carrier', carrier.headers],
    ['admin', admin.headers],
  ]);
});
afterAll(() => stage.world.stop());

/** The documented example as this caller sends it; nothing has been made ready for it. */
async function call(row: AccessRow, headers: Headers): Promise<Answer> {
  const operation = operations.get(row.operationId);
  if (operation === undefined) throw new Error(`${row.operationId} is not documented`);
  const { headers: _ofTheExample, ...draft } = draftOf(operation, { as: {} });
  // Wrongly signed: otherwise the documented request would be the provider's own.
  const unsigned = row.guest === 'signature' ? { 'sandbox-signature': 'none' } : {};
  return send(stage.world.http, { ...draft, headers: { ...unsigned, ...headers } });
}

function verdictOf({ body }: Answer): Verdict {
  const { code } = (body ?? {}) as { code?: string };
  return REFUSALS.get(code ?? '') ?? 'yes';
}

describe('the matrix of roles and routes', () => {
  it('holds each documented operation once', () => {
    expect(rows.map((row) => row.operationId).toSorted()).toEqual([...operations.keys()].toSorted());
  });

  it.each<Caller>(['guest', 'customer', 'seller', 'carrier', 'admin'])(
    'says of every route what a %s is answered there',
    async (caller) => {
      const declared: string[] = [];
      const live: string[] = [];
      for (const row of rows) {
        const answer = await call(row, callers.get(caller) ?? {});
        declared.push(`${row.method} ${row.path} ${row[caller]}`);
        live.push(`${row.method} ${row.path} ${answer.status < 500 ? verdictOf(answer) : answer.status}`);
      }
      expect(live).toEqual(declared);
    },
  );

  it('lets guests pass with a cart token where it says so, and nowhere else', async () => {
    const wrong: string[] = [];
    for (const row of rows) {
      const verdict = verdictOf(await call(row, { 'cart-token': 'A'.repeat(43) }));
      if (verdict !== (row.guest === 'token' ? 'yes' : row.guest)) wrong.push(`${row.path} ${verdict}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is what `souk access matrix` prints, and what docs/access-matrix.txt shows to reviewers', async () => {
    expect(JSON.parse(await printed('--json'))).toEqual(rows);
    const table = await printed();
    expect(table.trimEnd().split('\n').slice(1).map(words)).toEqual(
      rows.map(({ method, path, ...row }) =>
        [method.toUpperCase(), path, row.guest, row.customer, row.seller, row.carrier, row.admin].join(' '),
      ),
    );
    // When access changes on purpose: npx --no souk access matrix > docs/access-matrix.txt
    expect(readFileSync(join(root, 'docs', 'access-matrix.txt'), 'utf8')).toBe(table);
  });
});

async function printed(...options: string[]): Promise<string> {
  const script = join(root, 'apps', 'souk', 'bin', 'souk.js');
  const args = [script, 'access', 'matrix', ...options];
  return (await promisify(execFile)(process.execPath, args, { cwd: root })).stdout;
}

function words(line: string): string {
  return line.trim().split(/\s+/).join(' ');
}
