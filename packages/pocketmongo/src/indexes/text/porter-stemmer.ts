/**
 * The Porter stemming algorithm (M. F. Porter, "An algorithm for suffix stripping", 1980;
 * https://tartarus.org/martin/PorterStemmer/). Reduces English words in lower case to a common stem.
 */
export function stem(word: string): string {
  if (word.length <= 2 || !/^[a-z]+$/u.test(word)) return word;
  let w = step1a(word);
  w = step1b(w);
  w = step1c(w);
  w = longest(w, STEP_2, 0);
  w = longest(w, STEP_3, 0);
  w = step4(w);
  return step5(w);
}

function isConsonant(word: string, i: number): boolean {
  const letter = word[i] ?? '';
  if ('aeiou'.includes(letter)) return false;
  return letter !== 'y' || i === 0 || !isConsonant(word, i - 1);
}

/** The number of vowel-consonant sequences: Porter's m. */
function measure(word: string): number {
  let count = 0;
  let inVowel = false;
  for (let i = 0; i < word.length; i += 1) {
    const consonant = isConsonant(word, i);
    if (consonant && inVowel) count += 1;
    inVowel = !consonant;
  }
  return count;
}

function hasVowel(word: string): boolean {
  for (let i = 0; i < word.length; i += 1) if (!isConsonant(word, i)) return true;
  return false;
}

function endsDouble(word: string): boolean {
  const last = word.length - 1;
  return last > 0 && word[last] === word[last - 1] && isConsonant(word, last);
}

function endsCvc(word: string): boolean {
  const last = word.length - 1;
  if (last < 2) return false;
  if (!isConsonant(word, last) || isConsonant(word, last - 1) || !isConsonant(word, last - 2)) return false;
  return !'wxy'.includes(word[last] ?? '');
}

function without(word: string, suffix: string): string {
  return word.slice(0, word.length - suffix.length);
}

function step1a(word: string): string {
  if (word.endsWith('sses')) return without(word, 'es');
  if (word.endsWith('ies')) return without(word, 'es');
  if (word.endsWith('ss')) return word;
  return word.endsWith('s') ? without(word, 's') : word;
}

function step1b(word: string): string {
  if (word.endsWith('eed')) return measure(without(word, 'eed')) > 0 ? without(word, 'd') : word;
  for (const suffix of ['ed', 'ing']) {
    if (word.endsWith(suffix) && hasVowel(without(word, suffix))) return tidy(without(word, suffix));
  }
  return word;
}

function tidy(word: string): string {
  if (word.endsWith('at') || word.endsWith('bl') || word.endsWith('iz')) return `${word}e`;
  if (endsDouble(word) && !/[lsz]$/u.test(word)) return word.slice(0, -1);
  return measure(word) === 1 && endsCvc(word) ? `${word}e` : word;
}

function step1c(word: string): string {
  return word.endsWith('y') && hasVowel(without(word, 'y')) ? `${without(word, 'y')}i` : word;
}

type Rule = readonly [suffix: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const STEP_4: readonly string[] = [
  'ement',
  'ance',
  'ence',
  'able',
  'ible',
  'ment',
  'ant',
  'ent',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
  'ion',
  'al',
  'er',
  'ic',
  'ou',
];

function longest(word: string, rules: readonly Rule[], above: number): string {
  let best: Rule | undefined;
  for (const rule of rules) {
    if (word.endsWith(rule[0]) && rule[0].length > (best?.[0].length ?? 0)) best = rule;
  }
  if (best === undefined) return word;
  const base = without(word, best[0]);
  return measure(base) > above ? base + best[1] : word;
}

function step4(word: string): string {
  const suffix = STEP_4.find((candidate) => word.endsWith(candidate));
  if (suffix === undefined) return word;
  const base = without(word, suffix);
  if (suffix === 'ion' && !/[st]$/u.test(base)) return word;
  return measure(base) > 1 ? base : word;
}

function step5(word: string): string {
  let w = word;
  if (w.endsWith('e')) {
    const base = without(w, 'e');
    const m = measure(base);
    if (m > 1 || (m === 1 && !endsCvc(base))) w = base;
  }
  return measure(w) > 1 && w.endsWith('ll') ? w.slice(0, -1) : w;
}
