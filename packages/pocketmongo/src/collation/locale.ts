/** Names of a locale's other orders, as ICU spells them, and their short forms in language tags. */
const VARIANTS: Readonly<Record<string, string>> = {
  big5han: 'big5han',
  compat: 'compat',
  dictionary: 'dict',
  eor: 'eor',
  phonebook: 'phonebk',
  phonetic: 'phonetic',
  pinyin: 'pinyin',
  stroke: 'stroke',
  traditional: 'trad',
  zhuyin: 'zhuyin',
};

/** The language tag of an ICU locale as `de_AT@collation=phonebook`; undefined for one that is not known. */
export function intlLocale(locale: string): string | undefined {
  const [name = '', variant] = locale.split('@collation=');
  const short = variant === undefined ? undefined : VARIANTS[variant];
  if (variant !== undefined && short === undefined) return undefined;
  const tag = name.replaceAll('_', '-') + (short === undefined ? '' : `-u-co-${short}`);
  try {
    const [known] = Intl.Collator.supportedLocalesOf([tag]);
    if (known === undefined) return undefined;
    // A variant that the locale doesn't have is dropped without a word.
    const { collation } = new Intl.Collator(tag).resolvedOptions();
    return short === undefined || collation === short ? tag : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
