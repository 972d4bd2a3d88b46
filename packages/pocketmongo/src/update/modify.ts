import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { valuesEqual } from '../bson/compare.ts';
import { commandError } from '../errors.ts';
import { show } from '../query/show.ts';
import { typeAlias } from '../query/types.ts';
import { checkFilters, compileArrayFilters } from './array-filters.ts';
import { immutableId } from './immutable-id.ts';
import { checkConflicts, comparePaths } from './conflicts.ts';
import { Draft } from './draft.ts';
import type { Change, ModifierContext } from './modifier.ts';
import { MODIFIERS } from './modifiers.ts';
import {
  checkTopLevelName,
  isPlaceholder,
  parsePath,
  resolvePath,
  type Placeholders,
} from './path-template.ts';

interface FieldChange {
  path: readonly string[];
  /** Where the new value lies: of `$rename` not the path itself. */
  written: readonly string[];
  change: Change;
}

export type Modify = (doc: Doc, position: number | undefined, inserting: boolean) => Doc;

/** Compiles `{$set: …, $inc: …}`; the result makes the changed document and leaves its argument alone. */
export function compileModifiers(
  update: Doc,
  arrayFilters: readonly Value[],
  context: ModifierContext,
): Modify {
  const fields = fieldChanges(update, context);
  const filters = compileArrayFilters(arrayFilters, context);
  checkFilters(
    filters,
    fields.map(({ path }) => path),
  );
  return (doc, position, inserting) => {
    const draft = new Draft(doc);
    const placeholders: Placeholders = { position, filters };
    for (const { path, written, change } of fields) {
      if (!inserting) checkTopLevelName(written);
      for (const concrete of resolvePath(path, draft, placeholders)) {
        change(draft, concrete, { inserting, original: doc });
      }
    }
    if (!inserting) checkId(doc, draft.root);
    return draft.root;
  };
}

function fieldChanges(update: Doc, context: ModifierContext): FieldChange[] {
  const fields: FieldChange[] = [];
  const touched: (readonly string[])[] = [];
  for (const [operator, operand] of update) {
    const modifier = MODIFIERS.get(operator);
    if (modifier === undefined) {
      throw commandError(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    for (const [name, value] of modifierFields(operator, operand)) {
      const path = parsePath(name);
      const written = operator === '$rename' ? renameTarget(path, value) : path;
      fields.push({ path, written, change: modifier(name, value, context) });
      touched.push(path);
      if (written !== path) touched.push(written);
    }
  }
  checkConflicts(touched);
  return fields.sort((a, b) => comparePaths(a.path, b.path));
}

function modifierFields(operator: string, operand: Value): Doc {
  if (isDoc(operand)) return operand;
  throw commandError(
    'FailedToParse',
    `Modifiers operate on fields but we found type ${typeAlias(operand)} instead. For example: ` +
      `{$mod: {<field>: ...}} not {${operator}: ${show(operand)}}`,
  );
}

function renameTarget(source: readonly string[], target: Value): string[] {
  if (typeof target !== 'string') {
    throw commandError(
      'BadValue',
      `The 'to' field for $rename must be a string: ${source.join('.')}: ${show(target)}`,
    );
  }
  const path = parsePath(target);
  if (target === source.join('.')) {
    throw commandError('BadValue', `The source and target field for $rename must differ: ${target}`);
  }
  if ([...source, ...path].some(isPlaceholder)) {
    throw commandError('BadValue', `The source and target fields for $rename may not be dynamic: ${target}`);
  }
  if (
    source.every((part, index) => path[index] === part) ||
    path.every((part, index) => source[index] === part)
  ) {
    throw commandError(
      'BadValue',
      `The source and target field for $rename must differ and not lie on one path: ${source.join('.')}: ${target}`,
    );
  }
  return path;
}

/** The `_id` of a stored document never changes. */
export function checkId(before: Doc, after: Doc): void {
  const id = before.get('_id');
  const changed = after.get('_id');
  if (id === changed || id === undefined || (changed !== undefined && valuesEqual(id, changed))) return;
  throw immutableId();
}
