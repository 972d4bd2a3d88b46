import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testIdentity } from '@souk/platform/testing';
import { admin, importRow, startHarness, textAt, type Harness } from '../../../test/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const make = (name: string, parentId: string | null = null) =>
  harness.send('POST', '/categories', { identity: admin, body: { name, parentId } });

describe('categories', () => {
  it('are made in a tree and listed with parents before children', async () => {
    const garden = await make('Garden');
    expect(garden.status).toBe(201);
    expect(garden.body).toMatchObject({ name: 'Garden', parentId: null, path: 'garden', version: 1 });
    const tools = await make('Tools', textAt(garden.body, 'id'));
    expect(tools.body).toMatchObject({ parentId: textAt(garden.body, 'id'), path: 'garden/tools' });
    const list = await harness.send('GET', '/categories?limit=1');
    expect(list.body).toMatchObject({ data: [{ path: 'garden' }] });
    const rest = await harness.send('GET', `/categories?limit=1&next=${textAt(list.body, 'next')}`);
    expect(rest.body).toMatchObject({ data: [{ path: 'garden/tools' }], next: null });
  });

  it('are refused twice, under a parent that is none, and to anybody but administrators', async () => {
    await make('Toys');
    expect((await make('TOYS')).body).toMatchObject({ status: 409, code: 'category-taken' });
    expect((await make('Trains', newId('category'))).body).toMatchObject({
      status: 422,
      code: 'unknown-category',
      errors: [{ pointer: '/parentId' }],
    });
    const asSeller = await harness.send('POST', '/categories', {
      identity: testIdentity(['seller']),
      body: { name: 'Mine' },
    });
    expect(asSeller.status).toBe(403);
    expect((await harness.send('POST', '/categories', { body: { name: 'Mine' } })).status).toBe(401);
  });

  it.each(['\u0000', 'Toys\u0007', 'To\nys'])('are not called %j: control characters', async (name) => {
    expect((await make(name)).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/name', rule: 'format' }],
    });
  });

  it('are renamed with all below', async () => {
    const root = await make('Books');
    const child = await make('Novels', textAt(root.body, 'id'));
    const renamed = await harness.send('PATCH', `/categories/${textAt(root.body, 'id')}`, {
      identity: admin,
      headers: { 'if-match': '"1"' },
      body: { name: 'Reading' },
    });
    expect(renamed.body).toMatchObject({ name: 'Reading', path: 'reading', version: 2 });
    const below = await harness.send('GET', `/categories/${textAt(child.body, 'id')}`);
    expect(below.body).toMatchObject({ path: 'reading/novels' });
    const stale = await harness.send('PATCH', `/categories/${textAt(root.body, 'id')}`, {
      identity: admin,
      headers: { 'if-match': '"1"' },
      body: { name: 'Again' },
    });
    expect(stale.status).toBe(412);
    const changes = await harness.send('GET', `/catalog-changes/${textAt(root.body, 'id')}`, {
      identity: admin,
    });
    expect(changes.body).toMatchObject({
      data: [{ action: 'category.renamed', before: { name: 'Books' }, after: { name: 'Reading' } }, {}],
    });
  });

  it('are deleted only when nothing is in them', async () => {
    const { sellerId } = harness.approvedSeller();
    const body = { rows: [importRow(sellerId, { category: ['Music', 'Flutes'] })] };
    await harness.send('POST', '/product-imports', { identity: admin, body });
    const list = await harness.send('GET', '/categories?limit=100');
    const all = (list.body as { data: { id: string; path: string }[] }).data;
    for (const path of ['music', 'music/flutes']) {
      const id = all.find((each) => each.path === path)?.id ?? '';
      const reply = await harness.send('DELETE', `/categories/${id}`, { identity: admin });
      expect(reply.body).toMatchObject({ status: 409, code: 'category-in-use' });
    }
    const empty = textAt((await make('Empty')).body, 'id');
    expect((await harness.send('DELETE', `/categories/${empty}`, { identity: admin })).status).toBe(204);
    expect((await harness.send('GET', `/categories/${empty}`)).status).toBe(404);
    expect((await make('Empty')).status).toBe(201);
  });
});
