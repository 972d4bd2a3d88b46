import type { Db } from 'mongodb';
import { command as newCommand } from './generate/commands.ts';
import { Dice } from './generate/dice.ts';
import { int, type Plain, toPlain, word } from './generate/values.ts';
import { agrees, type Answer, answerText } from './model/answer.ts';
import { ModelCollection } from './model/collection.ts';
import { filterOf } from './model/filter.ts';
import { type Doc, isDoc, ModelError, toModel, type Value } from './model/values.ts';
import { ask } from './server.ts';
import type { Statistics } from './statistics.ts';
import { byEachIndex } from './with-indexes.ts';

export const COLLECTION = 'random';
const STATE_EVERY = 10;

export type Difference = { command: Plain; expected: string; found: string };
export type Outcome = { commands: Plain[]; difference: Difference | undefined };

const asDoc = (command: Plain): Doc => {
  const made = toModel(command);
  return isDoc(made) ? made : new Map<string, Value>();
};

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);

/** The answer, when it does not depend on the order in which documents are gone through. */
function settledAnswer(
  model: ModelCollection,
  command: Doc,
): { answer: Answer; after: ModelCollection } | undefined {
  const [name = ''] = command.keys();
  const after = model.copy();
  const answer = after.run(command);
  const reversed = model.copy([...model.documents].reverse());
  const other = reversed.run(command);
  if (looseText(answer) !== looseText(other)) return undefined;
  const same = !WRITES.has(name) || stateText(after) === stateText(reversed);
  return same ? { answer, after } : undefined;
}

const looseText = (answer: Answer): string =>
  answerText(answer.kind === 'rows' && answer.order === 'some' ? { ...answer, order: 'any' } : answer);

const stateText = ({ documents }: ModelCollection): string =>
  answerText({ kind: 'rows', rows: documents, order: 'any', count: 0, loose: false });

/** Narrows a write of one document to one that matches, so that it is clear which is meant. */
function narrowed(command: Plain, model: ModelCollection): Plain {
  const [statement] = (command['updates'] ?? command['deletes'] ?? []) as Plain[];
  if (statement === undefined || statement['multi'] === true) return command;
  const filter = statement['q'] as Plain;
  const first = firstMatch(model, asDoc(filter));
  if (first === undefined || '_id' in filter) return command;
  const [list] = Object.keys(command).filter((name) => name === 'updates' || name === 'deletes');
  return { ...command, [list ?? '']: [{ ...statement, q: { ...filter, _id: toPlain(first.get('_id')) } }] };
}

function firstMatch({ documents }: ModelCollection, filter: Doc): Doc | undefined {
  try {
    return documents.find(filterOf(filter));
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}

/** Runs one command on both sides. */
async function step(
  db: Db,
  model: ModelCollection,
  command: Plain,
  statistics?: Statistics,
): Promise<{ after: ModelCollection; answer: Answer; difference: Difference | undefined } | undefined> {
  const settled = settledAnswer(model, asDoc(command));
  if (settled === undefined) return undefined;
  const found = await ask(db, command);
  const difference = agrees(settled.answer, found)
    ? await askAgain(db, model, command, settled.answer, statistics)
    : { command, expected: answerText(settled.answer), found: answerText(found) };
  return { ...settled, difference };
}

/** A read without any index, and by each of them, is answered as the planner's choice was. */
async function askAgain(
  db: Db,
  { indexes }: ModelCollection,
  command: Plain,
  expected: Answer,
  statistics: Statistics | undefined,
): Promise<Difference | undefined> {
  for (const variant of byEachIndex(command, indexes)) {
    const found = await ask(db, variant.command);
    if (!agrees(expected, found))
      return { command: variant.command, expected: answerText(expected), found: answerText(found) };
    statistics?.askedAgain(variant.index);
  }
  return undefined;
}

async function stateDifference(db: Db, model: ModelCollection): Promise<Difference | undefined> {
  const command = { find: COLLECTION, filter: {}, sort: { $natural: int(1) }, batchSize: int(10_000) };
  const found = await ask(db, command);
  const expected: Answer = {
    kind: 'rows',
    rows: model.documents,
    order: 'any',
    count: model.documents.length,
    loose: false,
  };
  return agrees(expected, found)
    ? undefined
    : { command, expected: answerText(expected), found: answerText(found) };
}

async function fresh(db: Db): Promise<ModelCollection> {
  await db.dropCollection(COLLECTION);
  await db.createCollection(COLLECTION);
  return new ModelCollection();
}

/** Runs commands made up on the way, until one is answered differently. */
export async function runEpisode(
  db: Db,
  seed: number,
  length: number,
  statistics: Statistics,
): Promise<Outcome> {
  const dice = new Dice(seed);
  let model = await fresh(db);
  let last = 0;
  const nextId = (): unknown => {
    last += 1;
    return dice.chance(90) ? int(last) : `${word(dice)}${last}`;
  };
  const commands: Plain[] = [];
  while (commands.length < length) {
    const command = narrowed(newCommand(dice, model, COLLECTION, nextId), model);
    if (isRepeatedIndex(command, model)) continue;
    const done = await step(db, model, command, statistics);
    if (done === undefined) {
      statistics.skipped += 1;
      continue;
    }
    commands.push(command);
    if (done.difference !== undefined) return { commands, difference: done.difference };
    const standing = model.indexes.map(({ name }) => name);
    statistics.add(command, done.answer, standing);
    model = done.after;
    if (commands.length % STATE_EVERY === 0) {
      const difference = await stateDifference(db, model);
      if (difference !== undefined) return { commands, difference };
    }
  }
  return { commands, difference: undefined };
}

/** Two indexes on the same fields are another matter than what is tested here. */
function isRepeatedIndex(command: Plain, { indexes }: ModelCollection): boolean {
  const [index] = (command['indexes'] ?? []) as { key: Plain }[];
  if (index === undefined) return false;
  const fields = Object.keys(index.key).join();
  return indexes.some(({ paths }) => paths.join() === fields);
}

/** Runs given commands; the first difference, the state at the end included. */
export async function replay(db: Db, commands: readonly Plain[]): Promise<Difference | undefined> {
  let model = await fresh(db);
  for (const command of commands) {
    const done = await step(db, model, command);
    if (done === undefined) continue;
    if (done.difference !== undefined) return done.difference;
    model = done.after;
  }
  return stateDifference(db, model);
}
