import type { Db, Document } from 'mongodb';
import { answered, covering, inTurns, settled, type Stored, type Table } from '../case.ts';
import { exact } from '../same.ts';

export interface StageOptions {
  before?: readonly Document[];
  after?: readonly Document[];
  /** Collections that the stage reads or writes, as they are before. */
  collections?: Readonly<Record<string, readonly Document[]>>;
  /** Keys of indexes of the collection that the pipeline runs over. */
  indexes?: readonly Document[];
  /** The collection that is looked at afterwards, by `_id`, instead of the results. */
  then?: string;
  /** The collection that the pipeline runs over, instead of the documents given. */
  over?: string;
  anyOrder?: boolean;
  let?: Document;
  collation?: Document;
}

/** Documents, the stage's operand, and the documents that come out. */
export type StageRow = readonly [
  documents: readonly Document[],
  operand: unknown,
  expected: unknown,
  options?: StageOptions,
];

/** Stages of a pipeline. */
export function stages(name: string, rows: Readonly<Record<string, readonly StageRow[]>>): Table {
  const cases = Object.entries(rows).flatMap(([stage, list]) =>
    list.map(([documents, operand, expected, options = {}]) => ({
      documents,
      stage: { [stage]: operand },
      expected: options.anyOrder === true ? inAnyOrder(expected) : expected,
      options,
    })),
  );
  const alone = cases.filter(({ options }) => options.collections === undefined);
  const reading = cases.filter(({ options }) => options.collections !== undefined);
  return {
    name: `stages: ${name}`,
    covers: covering('stage', rows),
    ask: async (db) => {
      const answers = await inTurns(alone, (one) => askStage(db, one));
      // Those that share names of collections go one after another.
      for (const one of reading) answers.push(await askStage(db, one));
      return answers;
    },
  };
}

interface StageCase {
  documents: readonly Document[];
  stage: Document;
  expected: unknown;
  options: StageOptions;
}

async function askStage(db: Db, { documents, stage, expected, options }: StageCase) {
  const title = `${exact(stage)} of ${exact(documents)} ${exact(options)}`;
  await prepare(db, options);
  const found = await settled(run(db, documents, stage, options));
  return answered(title, options.anyOrder === true ? inAnyOrder(found) : found, expected);
}

async function prepare(db: Db, { collections = {}, indexes = [], over }: StageOptions): Promise<void> {
  for (const [name, list] of Object.entries(collections)) {
    const collection = db.collection<Stored>(name);
    await collection.drop();
    if (list.length > 0) await collection.insertMany(list.map((one, _id) => ({ _id, ...one })));
  }
  if (indexes.length === 0) return;
  await db.command({
    createIndexes: over,
    indexes: indexes.map((key) => ({ key, name: Object.keys(key).join('_') })),
  });
}

async function run(db: Db, documents: readonly Document[], stage: Document, options: StageOptions) {
  const { before = [], after = [], over, then, collation, let: variables } = options;
  const pipeline = [...before, stage, ...after];
  const settings = { ...(collation && { collation: { locale: 'en', ...collation } }), ...(variables && { let: variables }) }; // prettier-ignore
  const source =
    SOURCES.has(Object.keys(stage)[0] ?? '') && before.length === 0
      ? []
      : [{ $documents: { $literal: documents } }];
  const results =
    over === undefined
      ? await db.aggregate([...source, ...pipeline], settings).toArray()
      : await db.collection(over).aggregate(pipeline, settings).toArray();
  if (then === undefined) return results;
  return db.collection(then).find().sort({ _id: 1 }).toArray();
}

/** Stages that make documents themselves, without a collection. */
const SOURCES = new Set(['$documents', '$listLocalSessions']);

const inAnyOrder = (list: unknown): unknown =>
  Array.isArray(list) ? list.map((one) => exact(one)).sort() : list;
