import { compareValues } from '../../bson/compare.ts';
import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { missingField, wrongType } from '../../field-errors.ts';
import { branch, place, project } from '../../projection/tree.ts';
import { compileSort } from '../../query/sort.ts';
import { valueKey } from '../../query/value-key.ts';
import { createCompiler, type ExpressionOptions, variablesOf } from '../expressions/compile.ts';
import { isNullish } from '../expressions/expression.ts';
import { StageMemory } from '../memory.ts';
import { stageFields } from '../operand.ts';
import { sizeOf } from '../size-of.ts';
import { collectAll, inChunks, type StageCompiler } from '../stage.ts';
import { extraRankArguments, RANKS } from '../windows/ranks.ts';
import type { WindowContext, WindowFunction } from '../windows/window-function.ts';
import { WINDOW_FUNCTIONS } from '../windows/window-functions.ts';

interface Partition {
  key: Value;
  documents: Doc[];
}

/** `$setWindowFields`: fields computed from the documents around each, partition by partition */
export const setWindowFields: StageCompiler = (operand, { options, step, memoryLimit }, name) => {
  const fields = stageFields(operand, name, ['partitionBy', 'sortBy', 'output']);
  const context = windowContext(fields.get('sortBy'), options, step);
  const partitionBy = context.compiler.expression(fields.get('partitionBy') ?? null);
  const outputs = outputsOf(fields.get('output'), context);
  const memory = new StageMemory(name, memoryLimit);

  const partitions = (documents: readonly Doc[]): Partition[] => {
    const found = new Map<string, Partition>();
    for (const document of documents) {
      step();
      const key = partitionBy(context.scope(document)) ?? null;
      if (Array.isArray(key))
        throw commandError(
          'TypeMismatch',
          'An expression used to partition cannot evaluate to value of type array',
        );
      const text = valueKey(key, options.collation);
      const present = found.get(text);
      if (present === undefined) found.set(text, { key, documents: [document] });
      else present.documents.push(document);
    }
    return [...found.values()].sort((a, b) => compareValues(a.key, b.key, options.collation));
  };

  const filled = ({ documents }: Partition): Doc[] => {
    const { compare } = context;
    if (compare !== undefined) {
      documents.sort((a, b) => {
        step();
        return compare(a, b);
      });
    }
    const columns = outputs.map(({ path, compute }) => {
      const values = compute(documents);
      for (const value of values) memory.grow(sizeOf(value));
      return { path, values };
    });
    return documents.map((document, at) => withFields(document, columns, at));
  };

  return async function* (input) {
    memory.reset();
    const all = await collectAll(input, memory);
    for (const partition of partitions(all)) yield* inChunks(filled(partition));
  };
};

function windowContext(
  sortBy: Value | undefined,
  options: ExpressionOptions,
  step: () => void,
): WindowContext {
  if (!isNullish(sortBy) && !isDoc(sortBy)) throw wrongType('$setWindowFields.sortBy', sortBy, 'object');
  const variables = variablesOf(options);
  return {
    compiler: createCompiler(options),
    scope: (root) => ({ root, variables }),
    sortBy: sortBy ?? undefined,
    compare: sortBy?.size ? compileSort(sortBy, options.collation) : undefined,
    step,
  };
}

interface Output {
  path: string;
  compute: WindowFunction;
}

function outputsOf(output: Value | undefined, context: WindowContext): Output[] {
  if (output === undefined) throw missingField('$setWindowFields.output');
  if (!isDoc(output)) throw wrongType('$setWindowFields.output', output, 'object');
  const paths = branch();
  return Array.from(output, ([path, definition]) => {
    place(paths, path, { kind: 'exclude' });
    if (!isDoc(definition))
      throw commandError('FailedToParse', `The field '${path}' must be a window function object`);
    const [[name, argument] = ['', null], ...others] = [...definition].filter(([key]) => key !== 'window');
    if (others.length > 0)
      throw RANKS.has(name)
        ? extraRankArguments(name)
        : commandError('FailedToParse', `The field '${path}' must specify one window function`);
    const compile = WINDOW_FUNCTIONS.get(name);
    if (compile === undefined) throw commandError('FailedToParse', `Unrecognized window function, ${name}`);
    return { path, compute: compile(argument, context, definition.get('window'), name) };
  });
}

/** Puts the values of one document at their paths, as `$addFields` does. */
function withFields(
  document: Doc,
  columns: readonly { path: string; values: readonly (Value | undefined)[] }[],
  at: number,
): Doc {
  const root = branch();
  for (const { path, values } of columns)
    place(root, path, { kind: 'compute', expression: () => values[at] });
  return project(document, root, 'keep', { root: document, variables: undefined });
}
