import type { Arrange, Arranged } from '../arrangements/arrangement.ts';
import { differences } from '../world/fingerprint.ts';
import type { ForgedTokens } from '../world/forged-tokens.ts';
import type { Stage } from '../world/stage.ts';
import { pathMutations, queryMutations } from './address-mutations.ts';
import { bodyMutations } from './body-mutations.ts';
import { bytesMutations } from './bytes-mutations.ts';
import { draftOf, send } from './draft.ts';
import { complaint, undocumented, type Mutation } from './expected.ts';
import { credentialMutations, headerMutations } from './header-mutations.ts';
import type { Operation } from './operations.ts';
import { signatureMutations } from './signature-mutations.ts';
import { faultsOfAnswer } from './send-again.ts';

/**
 * Makes the example ready once more, sends it with one thing wrong at a time, and at last as it is: it succeeds, so it
 * was that one thing that was refused.
 * @returns what went wrong, in words.
 */
export async function sendMutations(
  stage: Stage,
  operation: Operation,
  arrange: Arrange,
  forged: ForgedTokens,
): Promise<string[]> {
  const { world } = stage;
  const arranged = await arrange(stage, operation.example);
  await world.idle();
  const before = await world.fingerprint();
  const complaints: string[] = [];
  let seen = world.writes();
  const changed = async (): Promise<string> => differences(before, await world.fingerprint()).join(', ');
  for (const { what, draft, expected } of mutationsOf(operation, arranged, forged)) {
    const answer = await send(world.http, draft);
    for (const fault of [complaint(answer, expected), undocumented(operation, answer)])
      if (fault !== null) complaints.push(`${what}: ${fault}`);
    if (world.writes() === seen) continue;
    await world.idle();
    const collections = await changed();
    if (collections !== '') return [...complaints, `${what}: changed ${collections}`];
    seen = world.writes();
  }
  const collections = await changed();
  if (collections !== '') complaints.push(`something changed ${collections}`);
  const last = await send(world.http, draftOf(operation, arranged));
  await world.idle();
  const faults = faultsOfAnswer(operation, last);
  return [...complaints, ...faults.map((fault) => `the example itself, afterwards: ${fault}`)];
}

function mutationsOf(operation: Operation, arranged: Arranged, forged: ForgedTokens): Mutation[] {
  const draft = draftOf(operation, arranged);
  return [
    ...bodyMutations(draft),
    ...bytesMutations(draft),
    ...pathMutations(draft),
    ...queryMutations(draft),
    ...headerMutations(draft),
    ...signatureMutations(draft),
    ...credentialMutations(draft, forged, arranged.strangers ?? []),
  ];
}
