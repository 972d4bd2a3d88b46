import { expressions } from '../../families/expressions.ts';
import { re, refused } from '../../values.ts';

const found = (match: string, idx: number, captures: readonly unknown[] = []) => ({ match, idx, captures });

/** Regular expressions in strings. */
export const regexes = expressions('regular expressions', {
  $regexMatch: [
    [{ input: 'MongoDB', regex: /ngo/ }, true],
    [{ input: 'MongoDB', regex: 'NGO' }, false],
    [{ input: 'MongoDB', regex: 'NGO', options: 'i' }, true],
    [{ input: 'a\nb', regex: '^b' }, false],
    [{ input: 'a\nb', regex: '^b', options: 'm' }, true],
    [{ input: 'a\nb', regex: 'a.b' }, false],
    [{ input: 'a\nb', regex: 'a.b', options: 's' }, true],
    [{ input: 'ab', regex: 'a b # both', options: 'x' }, true],
    [{ input: '', regex: '' }, true],
    [{ input: null, regex: 'a' }, false],
    [{ input: '$no', regex: 'a' }, false],
    [{ input: 'a', regex: null }, false],
    [{ input: 5, regex: 'a' }, refused(51104)],
    [{ input: 'a', regex: 5 }, refused(51105)],
    [{ input: 'a', regex: 'a', options: 5 }, refused(51106)],
    [{ input: 'a', regex: re('a', 'i'), options: 'm' }, refused(51107)],
    [{ input: 'a', regex: 'a', options: 'z' }, refused(51108)],
    [{ input: 'a', regex: '(' }, refused(51111)],
    [{ input: 'a' }, refused(31023)],
    [{ regex: 'a' }, refused(31022)],
    [{ input: 'a', regex: 'a', bogus: 1 }, refused(31024)],
    ['x', refused(51103)],
  ],
  $regexFind: [
    [{ input: 'Simple Example', regex: /(m(p))/ }, found('mp', 2, ['mp', 'p'])],
    [{ input: 'abc', regex: 'z' }, null],
    [{ input: '寿司 b', regex: 'b' }, found('b', 3)],
    [{ input: '😀b', regex: 'b' }, found('b', 1)],
    [{ input: 'ac', regex: '(a)(b)?(c)' }, found('ac', 0, ['a', null, 'c'])],
    [{ input: 'aBc', regex: 'b', options: 'i' }, found('B', 1)],
    [{ input: 'abc', regex: '' }, found('', 0)],
    [{ input: null, regex: 'a' }, null],
    [{ input: 'a', regex: '$no' }, null],
    [{ input: 1, regex: 'a' }, refused(51104)],
  ],
  $regexFindAll: [
    [{ input: 'first.second', regex: '[a-z]+' }, [found('first', 0), found('second', 6)]],
    [{ input: 'abab', regex: '(a)(b)' }, [found('ab', 0, ['a', 'b']), found('ab', 2, ['a', 'b'])]],
    [{ input: 'abc', regex: 'z' }, []],
    [{ input: 'a1b22', regex: '[0-9]+' }, [found('1', 1), found('22', 3)]],
    [{ input: 'éé', regex: 'é' }, [found('é', 0), found('é', 1)]],
    [{ input: null, regex: 'a' }, []],
    [{ input: '$no', regex: 'a' }, []],
    [{ input: 'x', regex: null }, []],
    [{ input: ['a'], regex: 'a' }, refused(51104)],
  ],
});
