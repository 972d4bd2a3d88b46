import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import { compilePipelineUpdate } from '../aggregation/pipeline-update.ts';
import { requireStageName } from '../aggregation/stages.ts';
import { fillEmptyTimestamps } from '../records/empty-timestamps.ts';
import { valuesEqual } from '../bson/compare.ts';
import { type Doc, isDoc, type Value } from '../bson/values.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError } from '../errors.ts';
import { compilePosition } from '../query/match.ts';
import { show } from '../query/show.ts';
import { checkId, compileModifiers, type Modify } from './modify.ts';
import { checkTopLevelName } from './path-template.ts';
import { equalityFields, idFirst } from './upsert.ts';
import { wholePaths } from './whole-paths.ts';

export interface UpdateOptions {
  filter: Doc;
  arrayFilters?: readonly Value[] | undefined;
  collation?: Collation | undefined;
  variables?: ReadonlyMap<string, Value | undefined> | undefined;
  system: Partial<SystemValues> & { now: Date };
  /** Called in loops of expressions; throws when the operation's time is over. */
  step?: (() => void) | undefined;
}

/** A compiled update. Neither function changes its argument. */
export interface CompiledUpdate {
  kind: 'modifiers' | 'replacement' | 'pipeline';
  apply: (doc: Doc) => Doc;
  /** Paths that operators set as a whole; see {@link wholePaths}. */
  whole?: readonly string[] | undefined;
  /** The document that an upsert inserts. */
  upsert: () => Doc;
}

/** Compiles an update document, a replacement or a pipeline. */
export function compileUpdate(update: Value, options: UpdateOptions): CompiledUpdate {
  const { filter, collation, system, step, arrayFilters = [] } = options;
  if (Array.isArray(update)) return pipelineUpdate(update, options);
  if (!isDoc(update)) {
    throw commandError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const [first] = update.keys();
  if (first?.startsWith('$') !== true) return replacement(update, options);
  const modify = compileModifiers(update, arrayFilters, { collation, now: system.now, step });
  return {
    kind: 'modifiers',
    whole: wholePaths(update),
    apply: positioned(update, filter, collation, modify),
    upsert: () => inserted(filter, (base) => modify(base, undefined, true)),
  };
}

/** What an upsert makes of the fields that its filter fixes; an `_id` among them stays. */
function inserted(filter: Doc, change: (base: Doc) => Doc): Doc {
  const base = equalityFields(filter);
  const document = change(base);
  checkId(base, document);
  return idFirst(document);
}

/** Looks for the position only when some path has the positional `$`. */
function positioned(
  update: Doc,
  filter: Doc,
  collation: Collation | undefined,
  modify: Modify,
): (doc: Doc) => Doc {
  const usesPosition = [...update.values()].some(
    (fields) => isDoc(fields) && [...fields.keys()].some((path) => /\.\$(?:\.|$)/.test(path)),
  );
  if (!usesPosition) return (doc) => modify(doc, undefined, false);
  const positionOf = compilePosition(filter, { collation });
  return (doc) => modify(doc, positionOf(doc), false);
}

function replacement(update: Doc, { filter, arrayFilters = [] }: UpdateOptions): CompiledUpdate {
  if (arrayFilters.length > 0) {
    throw commandError('FailedToParse', 'arrayFilters may not be specified for replacement-style updates');
  }
  for (const key of update.keys()) checkTopLevelName([key]);
  const withId = (id: Value | undefined): Doc => {
    if (id === undefined) return idFirst(update);
    const own = update.get('_id');
    if (own !== undefined && !valuesEqual(own, id)) {
      throw commandError(
        'ImmutableField',
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(own)}`,
      );
    }
    const changed = new Map<string, Value>([['_id', id]]);
    for (const [key, value] of update) if (key !== '_id') changed.set(key, value);
    return fillEmptyTimestamps(changed);
  };
  return {
    kind: 'replacement',
    apply: (doc) => withId(doc.get('_id')),
    upsert: () => withId(equalityFields(filter).get('_id') ?? update.get('_id')),
  };
}

function pipelineUpdate(pipeline: readonly Value[], options: UpdateOptions): CompiledUpdate {
  if (options.arrayFilters !== undefined && options.arrayFilters.length > 0) {
    throw commandError('FailedToParse', 'arrayFilters may not be specified for pipeline-syle updates');
  }
  for (const stage of pipeline) if (isDoc(stage)) for (const name of stage.keys()) requireStageName(name);
  const run = compilePipelineUpdate(pipeline, options);
  const apply = (doc: Doc): Doc => {
    const changed = fillEmptyTimestamps(idFirst(run(doc)));
    const id = doc.get('_id');
    if (id !== undefined && !changed.has('_id')) return new Map([['_id', id], ...changed]);
    checkId(doc, changed);
    return changed;
  };
  return { kind: 'pipeline', apply, upsert: () => apply(equalityFields(options.filter)) };
}
