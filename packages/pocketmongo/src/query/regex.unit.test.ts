import { describe, expect, it } from '@jest/globals';
import { compileRegex } from './regex.ts';
import { regexCost } from './regex-cost.ts';

const a = (count: number): string => 'a'.repeat(count);

describe('the cost of a pattern', () => {
  it.each<[string, number, number]>([
    ['^abc$', 1, 0],
    ['abc', 1, 1],
    ['^a*b', 1, 1],
    ['a*b+c', 1, 3],
    ['^(a|b|cd)e', 3, 0],
    ['^a?b?c?', 8, 0],
    ['^x{2,5}y{3}', 4, 0],
    ['^(?:ab?){3}', 8, 0],
    ['^[*+?(|]\\*\\(\\p{L}\\u{61}$', 1, 0],
    ['^(?=a+)(?<name>b+)(?<!c)', 1, 2],
    ['^a|b', 2, 1],
    ['(a+)+', 1, Infinity],
    ['^(a|aa)*$', 1, Infinity],
    ['^(a?){2,}', 1, Infinity],
    ['(a)\\1', 1, Infinity],
    ['(?<x>a)\\k<x>', 1, Infinity],
  ])('%s: %d ways, degree %d', (source, ways, degree) => {
    expect(regexCost(source, '')).toEqual({ ways, degree });
  });

  it('a line anchor under m can begin anywhere', () => {
    expect(regexCost('^a', 'm').degree).toBe(1);
  });
});

describe('regular expressions', () => {
  it.each([
    ['^(a+)+$', `${a(60)}!`],
    ['(x+x+)+y', 'x'.repeat(5_000)],
    ['^(a|aa)+$', `${a(100)}!`],
    ['(.*)*=(.*)*=b', 'x=x'.repeat(2_000)],
    ['a*a*a*a*a*b', a(50_000)],
    ['(a*)*\\1b', a(60)],
  ])('%s ends with an error instead of never', (pattern, text) => {
    expect(() => compileRegex(pattern, '').test(text)).toThrow(expect.objectContaining({ code: 51156 }));
  });

  it.each([
    ['^(a+)+$', a(60), true],
    ['(foo|bar)*baz', 'foobarfoobaz', true],
    ['(.)\\1', 'abcc', true],
    ['.*needle.*', `${'hay '.repeat(100_000)}needle`, true],
    ['^(\\w+\\.)+\\w+$', 'a.b.c.d', true],
    ['^(\\w+\\.)+\\w+$', 'a.b.c.', false],
  ])('%s under guard gives what it should', (pattern, text, expected) => {
    expect(compileRegex(pattern, '').test(text)).toBe(expected);
  });

  it.each(['a?'.repeat(60), '(a?){60}', '(?:a{0,9}){30}'])('%s is refused', (pattern) => {
    expect(() => compileRegex(pattern, '')).toThrow('too many optional parts');
  });

  it('finds every match', () => {
    expect(
      compileRegex('(?:a|b)+', '')
        .all('ab-ba-x')
        .map(([match]) => match),
    ).toEqual(['ab', 'ba']);
    expect(compileRegex('b', '').exec('abc')?.index).toBe(1);
  });
});

describe('what PCRE writes otherwise', () => {
  it.each<[string, string, string, boolean]>([
    ['c$', '', 'abc\n', true],
    ['c$', '', 'abc\n\n', false],
    ['c$', '', 'abc\nd', false],
    ['c$', 'm', 'abc\nd', true],
    ['c\\Z', 'm', 'abc\n', true],
    ['c\\Z', 'm', 'abc\nd', false],
    ['c\\z', '', 'abc\n', false],
    ['c\\z', 'm', 'abc\nd', false],
    ['\\Ab', 'm', 'a\nb', false],
    ['[$]', '', '$', true],
    ['^[[:alpha:]]+$', '', 'hello', true],
    ['^[[:alpha:]]+$', '', 'héllo', false],
    ['^[[:^digit:]]$', '', 'a', true],
    ['^[[:^digit:]]$', '', '7', false],
    ['^[]a]$', '', ']', true],
    ['\\p{Han}', '', '你', true],
    ['\\p{Cyrillic}', '', 'a', false],
    ['^\\p{^Lu}$', '', 'a', true],
    ['foo\\Kbar', '', 'foobar', true],
    ['foo\\Kbar', '', 'bar', false],
    ['(*UTF)^.$', '', '你', true],
    ['(*UCP)^\\w+$', '', 'Привет', true],
    ['^\\w+$', '', 'Привет', false],
    ['a(?-i)bc', 'i', 'Abc', true],
    ['a(?-i)bc', 'i', 'ABC', false],
    ['(?x)a b # c', '', 'ab', true],
    ['(?P<x>ab)-(?P=x)', '', 'ab-ab', true],
    ['\\p{L}\\-\\@', '', 'é-@', true],
    ['\\\\A', '', '\\A', true],
  ])('%s with %j matches %s: %s', (pattern, options, text, expected) => {
    expect(compileRegex(pattern, options).test(text)).toBe(expected);
  });

  it.each(['[[:bogus:]]', '[a[:^digit:]]', '(?>a)', 'a++', '(*BOGUS)a', '\\p{Bogus}', 'a|b\\Kc'])(
    '%s is refused',
    (pattern) => {
      expect(() => compileRegex(pattern, '')).toThrow('Regular expression is invalid');
    },
  );
});
