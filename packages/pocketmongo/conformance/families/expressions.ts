import type { Db, Document } from 'mongodb';
import { answered, covering, inTurns, settled, type Table } from '../case.ts';
import { exact } from '../same.ts';
import { applied, Refusal } from '../values.ts';

/** An operator's argument, the value it gives (undefined: none) or the refusal, and the document it sees. */
export type ExpressionRow = readonly [argument: unknown, expected: unknown, document?: Document];

interface ExpressionCase {
  expression: unknown;
  expected: unknown;
  document: Document;
}

/** Expression operators, each over one document. */
export function expressions(name: string, rows: Readonly<Record<string, readonly ExpressionRow[]>>): Table {
  const cases = Object.entries(rows).flatMap(([operator, list]) =>
    list.map(([argument, expected, document = {}]): ExpressionCase => ({
      expression: applied(operator, argument),
      expected,
      document,
    })),
  );
  return {
    name: `expressions: ${name}`,
    covers: covering('expression', rows),
    ask: async (db) => {
      const found = await askTogether(db, cases);
      return inTurns(cases, async (one) => {
        const answer = found.has(one) ? found.get(one) : await settled(askAlone(db, one));
        return answered(exact(one.expression), answer, one.expected);
      });
    },
  };
}

const askAlone = async (db: Db, { expression, document }: ExpressionCase): Promise<unknown> => {
  const result = await evaluate(db, document, { value: expression });
  return result?.['value'] as unknown;
};

const evaluate = (db: Db, document: Document, fields: Document): Promise<Document | null> =>
  db.aggregate([{ $documents: [{ $literal: document }] }, { $project: { _id: 0, ...fields } }]).next();

/** The values of all expressions that see no fields of a document, by one command; none when one of them fails. */
async function askTogether(
  db: Db,
  cases: readonly ExpressionCase[],
): Promise<ReadonlyMap<ExpressionCase, unknown>> {
  const together = cases.filter(
    ({ expected, document }) => !(expected instanceof Refusal) && Object.keys(document).length === 0,
  );
  const fields = Object.fromEntries(together.map(({ expression }, index) => [`v${index}`, expression]));
  const result = await settled(evaluate(db, {}, fields));
  if (Error.isError(result)) return new Map();
  const values = result as Document;
  return new Map(together.map((one, index) => [one, values[`v${index}`] as unknown]));
}
