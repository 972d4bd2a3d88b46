/** What a `$search` string asks for, as it was written. */
export type SearchParts = {
  /** Words, those of phrases among them, one of which has to be there. */
  readonly wanted: readonly string[];
  readonly negated: readonly string[];
  readonly phrases: readonly string[];
  readonly negatedPhrases: readonly string[];
};

const PART = /(?<minus>-?)(?:"(?<phrase>[^"]*)"|(?<word>\S+))/gu;

/** Splits `word -word "a phrase" -"a phrase"`. A hyphen inside of a word negates nothing. */
export function splitSearch(search: string): SearchParts {
  const parts = Array.from(search.matchAll(PART), ({ groups }) => ({
    isNegated: groups?.['minus'] === '-',
    phrase: groups?.['phrase'],
    text: groups?.['phrase'] ?? groups?.['word'] ?? '',
  }));
  const textsOf = (isNegated: boolean, isPhrase: boolean): string[] =>
    parts
      .filter((part) => part.isNegated === isNegated && (part.phrase !== undefined) === isPhrase)
      .map(({ text }) => text);
  return {
    wanted: parts.filter(({ isNegated }) => !isNegated).map(({ text }) => text),
    negated: textsOf(true, false),
    phrases: textsOf(false, true),
    negatedPhrases: textsOf(true, true),
  };
}
