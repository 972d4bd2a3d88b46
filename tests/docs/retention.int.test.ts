import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorld, type World } from '../contract/world/start-world.ts';

const documented = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'retention.md'), 'utf8');

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** `payments.refunds` for each row of the page's tables; a row of `*` stands for every service. */
function documentedCollections(services: readonly string[]): string[] {
  const named = documented.matchAll(/^\| `([a-z]+|\*)\.(\w+)`((?:, `\w+`)*)/gm);
  return [...named].flatMap(([, database = '', first = '', more = '']) => {
    const collections = [first, ...[...more.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)];
    const databases = database === '*' ? services : [database];
    return databases.flatMap((each) => collections.map((name) => `${each}.${name}`));
  });
}

describe('docs/retention.md', () => {
  it('says of every collection that there is what becomes of it', async () => {
    const stored: string[] = [];
    for (const { name, connection } of world.databases) {
      const db = connection.getClient().db(connection.name);
      const collections = await db.listCollections({}, { nameOnly: true }).toArray();
      stored.push(...collections.map((collection) => `${name}.${collection.name}`));
    }
    const services = world.databases
      .map(({ name }) => name)
      .filter((name) => !['events', 'sandbox'].includes(name));
    expect(documentedCollections(services).toSorted()).toEqual(stored.toSorted());
  });
});
