import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { arrangements } from '../arrangements/index.ts';
import { forgeTokens, type ForgedTokens } from '../world/forged-tokens.ts';
import { setStage, type Stage } from '../world/stage.ts';
import { missingFromExample, operationsOf, type Operation } from './operations.ts';
import { sendExampleAgain } from './send-again.ts';
import { sendMutations } from './walk.ts';

/** Hundreds of requests each, on machines that do other things as well. */
const TIMEOUT_MS = 300_000;

/** Walks the operations of these contexts (the documentation's tags) as the running Souk documents them. */
export function walk(tags: readonly string[]): void {
  let stage: Stage;
  let forged: ForgedTokens;
  let operations: readonly Operation[];

  beforeAll(async () => {
    stage = await setStage();
    forged = forgeTokens(stage.world, stage.admin);
    operations = operationsOf((await stage.world.http.send('GET', '/openapi.json')).body);
  });
  afterAll(() => stage.world.stop());

  describe.each(tags)('%s', (tag) => {
    const own = () => operations.filter((operation) => operation.tag === tag);

    it('has an example and an arrangement for each operation', () => {
      expect(own()).not.toEqual([]);
      const lacking = own().flatMap((operation) => [
        ...missingFromExample(operation).map((what) => `${operation.id}: no example of ${what}`),
        ...(operation.id in arrangements ? [] : [`${operation.id}: no arrangement`]),
      ]);
      expect(lacking).toEqual([]);
    });

    const slow = (what: string, test: () => Promise<void>) => it(what, test, TIMEOUT_MS);

    slow('answers each example with a documented success, and again with the same', async () => {
      const faults: string[] = [];
      for (const operation of own()) {
        const arranged = await arrangements[operation.id]?.(stage, operation.example);
        if (arranged === undefined) continue;
        faults.push(...named(operation, await sendExampleAgain(stage, operation, arranged)));
      }
      expect(faults).toEqual([]);
    });

    slow('refuses an example with one thing wrong in it, says where, and changes nothing', async () => {
      const faults: string[] = [];
      for (const operation of own()) {
        const arrange = arrangements[operation.id];
        if (arrange === undefined) continue;
        faults.push(...named(operation, await sendMutations(stage, operation, arrange, forged)));
      }
      expect(faults).toEqual([]);
    });
  });
}

function named({ id }: Operation, faults: readonly string[]): string[] {
  return faults.map((fault) => `${id}: ${fault}`);
}
