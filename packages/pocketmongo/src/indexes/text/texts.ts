import { isDoc, type Doc, type Value } from '../../bson/values.ts';
import type { TextDefinition } from './definition.ts';
import { languageNamed, overridingLanguage, type Language } from './languages.ts';

/** A string that a text index is about. */
export type IndexedText = { readonly text: string; readonly language: Language; readonly weight: number };

/** Reads the name of a language in a document; gives that of the enclosing one for what is none. */
type Override = (named: Value, enclosing: Language) => Language;

/** Documents that were stored before such names were refused stay in the language around them. */
const stored: Override = (named, enclosing) =>
  (typeof named === 'string' ? languageNamed(named) : undefined) ?? enclosing;

type Walk = {
  readonly definition: TextDefinition;
  readonly override: Override;
  readonly found: IndexedText[];
};

/** The strings of a document, each in the language of the innermost document around it that names one. */
export const indexedTexts = (doc: Doc, definition: TextDefinition): IndexedText[] =>
  walkThrough(doc, definition, stored);

/** Throws 17261 and 17262 for a document that names a language which can't be indexed. */
export function checkLanguages(doc: Doc, definition: TextDefinition): void {
  walkThrough(doc, definition, overridingLanguage);
}

function walkThrough(doc: Doc, definition: TextDefinition, override: Override): IndexedText[] {
  const walk: Walk = { definition, override, found: [] };
  const { weights, defaultLanguage } = definition;
  if (weights.has('$**')) everything(walk, doc, defaultLanguage, '');
  else
    for (const [path, weight] of weights)
      along(walk, doc, defaultLanguage, { parts: path.split('.'), weight });
  return walk.found;
}

function languageOf({ definition, override }: Walk, doc: Doc, enclosing: Language): Language {
  const named = doc.get(definition.languageOverride);
  return named === undefined ? enclosing : override(named, enclosing);
}

type Path = { readonly parts: readonly string[]; readonly weight: number };

/** The strings at the end of a path; arrays on the way are passed through, arrays in arrays are not. */
function along(walk: Walk, value: Value | undefined, language: Language, path: Path): void {
  if (Array.isArray(value)) {
    for (const item of value) if (!Array.isArray(item)) along(walk, item, language, path);
  } else if (path.parts.length === 0) {
    if (typeof value === 'string') walk.found.push({ text: value, language, weight: path.weight });
  } else if (isDoc(value)) {
    const [field = '', ...parts] = path.parts;
    along(walk, value.get(field), languageOf(walk, value, language), { ...path, parts });
  }
}

/** Every string, with the weight of its own path where that has one. */
function everything(walk: Walk, value: Value | undefined, language: Language, path: string): void {
  const { weights } = walk.definition;
  if (typeof value === 'string') {
    const weight = weights.get(path) ?? weights.get('$**') ?? 1;
    walk.found.push({ text: value, language, weight });
  } else if (Array.isArray(value)) {
    for (const item of value) everything(walk, item, language, path);
  } else if (isDoc(value)) {
    const own = languageOf(walk, value, language);
    for (const [field, inner] of value)
      everything(walk, inner, own, path === '' ? field : `${path}.${field}`);
  }
}
