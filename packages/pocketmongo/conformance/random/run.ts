import { BSON, type Db } from 'mongodb';
import { runEpisode } from './episode.ts';
import { shrink } from './shrink.ts';
import type { Statistics } from './statistics.ts';

const EPISODE = 250;

/** Runs so many operations. Resolves with the reproduction of the first difference, shrunk, or undefined. */
export async function runRandom(
  db: Db,
  seed: number,
  operations: number,
  statistics: Statistics,
): Promise<string | undefined> {
  for (let episode = 0; statistics.operations < operations; episode += 1) {
    const episodeSeed = seed + episode * 7_919;
    const length = Math.min(EPISODE, operations - statistics.operations);
    const { commands, difference } = await runEpisode(db, episodeSeed, length, statistics);
    if (difference === undefined) continue;
    const shrunk = await shrink(db, commands);
    const told = shrunk.difference ?? difference;
    return [
      `a difference in the episode of seed ${episodeSeed} after ${commands.length} commands; it is shown by`,
      ...shrunk.commands.map(json),
      `command:  ${json(told.command)}`,
      `expected: ${told.expected}`,
      `found:    ${told.found}`,
    ].join('\n');
  }
  return undefined;
}

const json = (value: object): string => BSON.EJSON.stringify(value, { relaxed: false });
