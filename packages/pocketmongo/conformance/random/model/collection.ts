import { Int32 } from 'bson';
import { type Answer, docOf } from './answer.ts';
import { filterOf } from './filter.ts';
import { checkIndexes, type Index, indexOf } from './indexes.ts';
import { clone } from './paths.ts';
import { positionIn } from './position.ts';
import { aggregateRows, countRows, distinctRows, findRows } from './reading.ts';
import { sortDocuments } from './pipeline.ts';
import { project } from './projection.ts';
import { updateOf, upsertSeed } from './update.ts';
import { type Doc, equal, isArray, isDoc, ModelError, nameOf, text, type Value } from './values.ts';

const ID_INDEX: Index = {
  name: '_id_',
  paths: ['_id'],
  unique: true,
  sparse: false,
  hashed: false,
  wildcard: false,
  partial: undefined,
};
const NONE: Doc = new Map<string, Value>();

export const docAt = (command: Doc, name: string): Doc => {
  const value = command.get(name);
  return isDoc(value) ? value : NONE;
};
const listAt = (command: Doc, name: string): Value[] => {
  const value = command.get(name);
  return isArray(value) ? value : [];
};

/** One collection: a list of documents that every command goes through from the first to the last. */
export class ModelCollection {
  documents: Doc[] = [];
  indexes: Index[] = [ID_INDEX];

  copy(documents: readonly Doc[] = this.documents): ModelCollection {
    const copy = new ModelCollection();
    // Documents are replaced, never changed.
    copy.documents = [...documents];
    copy.indexes = [...this.indexes];
    return copy;
  }

  run(command: Doc): Answer {
    const before = this.documents;
    try {
      return this.#run(command);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      if (!command.has('insert')) this.documents = before;
      return { kind: 'error', codes: error.codes };
    }
  }

  #run(command: Doc): Answer {
    const [name = ''] = command.keys();
    switch (name) {
      case 'insert':
        return this.#insertAll(listAt(command, 'documents'));
      case 'update':
        return this.#updateAll(command);
      case 'delete':
        return this.#delete(command);
      case 'findAndModify':
        return this.#findAndModify(command);
      case 'createIndexes':
        return this.#createIndexes(command);
      case 'dropIndexes':
        return this.#dropIndex(nameOf(command.get('index')));
      case 'find':
        return findRows(this.documents, command);
      case 'count':
        return countRows(this.documents, command);
      case 'distinct':
        return distinctRows(this.documents, command);
      default:
        return aggregateRows(this.documents, command);
    }
  }

  #insertAll(documents: readonly Value[]): Answer {
    let n = 0;
    for (const document of documents) {
      if (isDoc(document)) this.#insert(document);
      n += 1;
    }
    return value({ n: new Int32(n) });
  }

  #insert(document: Doc): Doc {
    const id = document.get('_id');
    if (isArray(id)) throw new ModelError(53);
    checkIndexes(this.indexes, document, this.documents);
    const stored = clone(document);
    const rest = [...stored].filter(([name]) => name !== '_id');
    const first = new Map(id === undefined ? rest : [['_id', id], ...rest]);
    this.documents = [...this.documents, first];
    return first;
  }

  #matching(filter: Doc): Doc[] {
    return this.documents.filter(filterOf(filter));
  }

  #replace(before: Doc, after: Doc): boolean {
    const others = this.documents.filter((document) => document !== before);
    if (text(before, 'stored') === text(after, 'stored')) return false;
    checkIndexes(this.indexes, after, others);
    this.documents = this.documents.map((document) => (document === before ? after : document));
    return true;
  }

  #updateAll(command: Doc): Answer {
    const [statement = NONE] = listAt(command, 'updates').filter(isDoc);
    const [filter, update] = [docAt(statement, 'q'), statement.get('u') ?? null];
    const multi = statement.get('multi') === true;
    const [first = ''] = isDoc(update) ? update.keys() : ['$'];
    const apply = changerOf(filter, update, listAt(statement, 'arrayFilters'), false);
    if (multi && !first.startsWith('$')) throw new ModelError(9);
    const found = this.#matching(filter);
    if (found.length === 0 && statement.get('upsert') === true) {
      const inserted = this.#upsert(filter, update, listAt(statement, 'arrayFilters'));
      return value({ n: new Int32(1), nModified: new Int32(0), upserted: inserted.get('_id') ?? null });
    }
    const chosen = multi ? found : found.slice(0, 1);
    const modified = this.#changeAll(chosen, apply);
    return value({ n: new Int32(chosen.length), nModified: new Int32(modified) });
  }

  /** Which document is met first is up to the server: any of the errors may be the answer. */
  #changeAll(chosen: readonly Doc[], apply: (document: Doc) => Doc): number {
    const before = this.documents;
    try {
      return chosen.filter((document) => this.#replace(document, apply(document))).length;
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      this.documents = before;
      throw new ModelError(...error.codes, ...chosen.flatMap((document) => this.#codesOf(document, apply)));
    }
  }

  #codesOf(document: Doc, apply: (document: Doc) => Doc): readonly number[] {
    const others = this.documents.filter((other) => other !== document);
    try {
      checkIndexes(this.indexes, apply(document), others);
      return [];
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return error.codes;
    }
  }

  #upsert(filter: Doc, update: Value, arrayFilters: readonly Value[]): Doc {
    const [first = ''] = isDoc(update) ? update.keys() : ['$'];
    const seed = upsertSeed(filter);
    const id = seed.get('_id');
    const start: Doc = first.startsWith('$') ? seed : new Map(id === undefined ? [] : [['_id', id]]);
    return this.#insert(changerOf(filter, update, arrayFilters, true)(start));
  }

  #delete(command: Doc): Answer {
    const [statement = NONE] = listAt(command, 'deletes').filter(isDoc);
    const found = this.#matching(docAt(statement, 'q'));
    const chosen = equal(statement.get('limit'), new Int32(1)) ? found.slice(0, 1) : found;
    this.documents = this.documents.filter((document) => !chosen.includes(document));
    return value({ n: new Int32(chosen.length) });
  }

  #findAndModify(command: Doc): Answer {
    const filter = docAt(command, 'query');
    const [found] = sortDocuments(this.#matching(filter), docAt(command, 'sort'));
    const update = command.get('update') ?? null;
    const apply =
      command.get('remove') === true
        ? undefined
        : changerOf(filter, update, listAt(command, 'arrayFilters'), false);
    let after: Doc | undefined;
    if (apply === undefined) this.documents = this.documents.filter((document) => document !== found);
    else if (found !== undefined) {
      after = apply(found);
      this.#replace(found, after);
    } else if (command.get('upsert') === true)
      after = this.#upsert(filter, update, listAt(command, 'arrayFilters'));
    const shown = command.get('new') === true ? after : found;
    const fields = docAt(command, 'fields');
    const projected = shown === undefined ? null : fields.size === 0 ? shown : project(fields, shown);
    const n = found === undefined && after === undefined ? 0 : 1;
    return value({ value: projected, n: new Int32(n) });
  }

  #createIndexes(command: Doc): Answer {
    const made = listAt(command, 'indexes').filter(isDoc).map(indexOf);
    const codes = new Set<number>();
    for (const index of made)
      this.documents.forEach((document, at) => {
        try {
          checkIndexes([index], document, this.documents.slice(0, at));
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          for (const code of error.codes) codes.add(code);
        }
      });
    if (codes.size > 0) throw new ModelError(...codes);
    this.indexes = [...this.indexes, ...made];
    return value({ numIndexesAfter: new Int32(this.indexes.length) });
  }

  #dropIndex(name: string): Answer {
    if (!this.indexes.some((index) => index.name === name)) throw new ModelError(27);
    if (name === ID_INDEX.name) throw new ModelError(72);
    const before = this.indexes.length;
    this.indexes = this.indexes.filter((index) => index.name !== name);
    return value({ nIndexesWas: new Int32(before) });
  }
}

const value = (fields: Record<string, Value>): Answer => ({ kind: 'value', value: docOf(fields) });

function changerOf(filter: Doc, update: Value, arrayFilters: readonly Value[], inserting: boolean) {
  return updateOf(update, { arrayFilters, inserting, position: (document) => positionIn(filter, document) });
}
