/** How many ways a pattern can be tried on a text: at most `ways × length ^ degree`. */
export interface RegexCost {
  ways: number;
  degree: number;
}

const ENDLESS: RegexCost = { ways: 1, degree: Number.POSITIVE_INFINITY };

type Alternative = { ways: number; degree: number };
type Group = { open: Alternative; done: Alternative[] };

const QUANTIFIER = /[*+?]\??|\{(\d+)(,(\d*))?\}\??/y;
/** An escape, a class, the head of a group, or one character. */
const ATOM =
  /\\[pPu]\{[^}]*\}|\\k<|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<[=!]|<[^>]*>|[^:=!>)]*[:=!>]))?|[\s\S]/y;

/**
 * An upper bound for a backtracking matcher, from the pattern alone: each quantifier on its own multiplies the ways by
 * what it can take, a quantifier over something that varies, and a back-reference, have no bound.
 */
export function regexCost(source: string, flags: string): RegexCost {
  const groups: Group[] = [newGroup()];
  let at = 0;
  while (at < source.length) {
    const atom = match(ATOM, source, at)?.[0] ?? '';
    at += atom.length;
    const group = groups.at(-1);
    if (group === undefined || atom.startsWith('\\k') || /^\\[1-9]/.test(atom)) return ENDLESS;
    if (atom.startsWith('(')) groups.push(newGroup());
    else if (atom === '|') nextAlternative(group);
    else {
      const inner = atom === ')' ? costOf(groups.pop() ?? group) : { ways: 1, degree: 0 };
      const owner = groups.at(-1);
      if (owner === undefined) return ENDLESS;
      const quantifier = match(QUANTIFIER, source, at);
      at += quantifier?.[0].length ?? 0;
      multiply(owner.open, quantifier === null ? inner : repeated(inner, quantifier));
    }
  }
  const [whole, ...unclosed] = groups;
  if (whole === undefined || unclosed.length > 0) return ENDLESS;
  const anchored = source.startsWith('^') && !flags.includes('m') && whole.done.length === 0;
  const { ways, degree } = costOf(whole);
  return { ways, degree: anchored ? degree : degree + 1 };
}

function newGroup(): Group {
  return { open: { ways: 1, degree: 0 }, done: [] };
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function nextAlternative(group: Group): void {
  group.done.push(group.open);
  group.open = { ways: 1, degree: 0 };
}

function costOf({ open, done }: Group): RegexCost {
  const all = [...done, open];
  return {
    ways: all.reduce((sum, { ways }) => sum + ways, 0),
    degree: all.reduce((most, { degree }) => Math.max(most, degree), 0),
  };
}

function multiply(alternative: Alternative, cost: RegexCost): void {
  alternative.ways *= cost.ways;
  alternative.degree += cost.degree;
}

function repeated(inner: RegexCost, [text, least, range, most]: RegExpExecArray): RegexCost {
  const varies = inner.ways > 1 || inner.degree > 0;
  const [min, max] = boundsOf(text, least, range, most);
  if (max === Number.POSITIVE_INFINITY) return varies ? ENDLESS : { ways: 1, degree: 1 };
  return { ways: (max - min + 1) * inner.ways ** max, degree: inner.degree * max };
}

function boundsOf(text: string, least = '', range?: string, most = ''): [number, number] {
  if (text.startsWith('?')) return [0, 1];
  if (!text.startsWith('{')) return [text.startsWith('*') ? 0 : 1, Number.POSITIVE_INFINITY];
  const min = Number(least);
  if (range === undefined) return [min, min];
  return [min, most === '' ? Number.POSITIVE_INFINITY : Number(most)];
}
