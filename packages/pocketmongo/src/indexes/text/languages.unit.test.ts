import { describe, expect, it } from '@jest/globals';
import { languageNamed, requireLanguage } from './languages.ts';
import { stemmerOf } from './stemmers.ts';
import { termsOf } from './terms.ts';

/** Words and their stems in the vocabularies that Snowball publishes (of 2015: the algorithms of that time). */
const STEMS = {
  danish: 'undersøgelse undersøg, husene hus, vurderingen vurdering, afgrødens afgrød, skænket skænk',
  dutch: 'lichamelijke licham, huizen huiz, kinderen kinder, aërobe aerob',
  english:
    'consistency consist, knightly knight, generously generous, skies sky, dying die, agreed agre, happiness happi',
  finnish: 'edeltäjiinsä edeltäj, edellyttämistä edellyttäm, ensinnäkään ensin, aamuhämärissä aamuhämär',
  french: 'continuellement continuel, majestueusement majestu, finissons fin, chevaux cheval, abaissé abaiss',
  german: 'häuser haus, büchern buch, großmütter grossmutt, aufeinanderfolgende aufeinanderfolg',
  hungarian:
    'könyvek könyv, babakocsit babakocs, büszkeségből büszkeség, befolyásszerzésként befolyásszerzés',
  italian: 'pronunciamento pronunc, città citt, abbandonerà abbandon, intensità intens, bambini bambin',
  norwegian: 'oppgavene oppgav, jenter jent, aktørenes aktør, uførepensjonens uførepensjon',
  portuguese:
    'quilométricas quilométr, nações naçõ, informações inform, consultá consult, dissidências dissident',
  romanian: 'absurditate absurd, caselor cas, aberaţiune aber, diversităţii divers, credeam cred',
  russian: 'важнейшими важн, книгами книг, падающего пада, безысходность безысходн, волшебными волшебн',
  spanish:
    'chicharrones chicharron, canciones cancion, rápidamente rapid, corriendo corr, canalización canaliz',
  swedish: 'jaktkarlarne jaktkarl, flickorna flick, affärerna affär, försäkrade försäkr',
  turkish: 'kitaplarından kitap, evlerinin ev, yolcuların yolcu, bayrakları bayrak',
};

const CODES = 'da nl en fi fr de hu it nb pt ro ru es sv tr'.split(' ');

const termsIn = (text: string, language: string): string[] => termsOf(text, requireLanguage(language));

describe('languages of text indexes', () => {
  it.each(Object.keys(STEMS))('%s leaves numbers as they are, or is known not to', (language) => {
    const numbers = ['0', '7', '42', '1000', '007', '99999999999'];
    const stems = numbers.map(stemmerOf(language));
    expect(stems.join() === numbers.join()).toBe(requireLanguage(language).leavesNumbers);
    expect(termsIn(numbers.join(' '), language)).toEqual(stems);
  });

  it.each(Object.entries(STEMS))('%s is stemmed as Snowball does', (language, pairs) => {
    const stem = stemmerOf(language);
    for (const pair of pairs.split(', ')) {
      const [word = '', expected] = pair.split(' ');
      expect([word, stem(word)]).toEqual([word, expected]);
    }
  });

  it('have a name and a code of two letters, in any case', () => {
    expect(CODES.map((code) => languageNamed(code)?.name)).toEqual(Object.keys(STEMS));
    expect(languageNamed('Norwegian')).toBe(languageNamed('NB'));
    expect(languageNamed('mn')).toBeUndefined();
    expect(() => requireLanguage('klingon')).toThrow('unsupported language: "klingon"');
  });

  it.each([
    ['danish', 'og jeg'],
    ['dutch', 'de het'],
    ['english', 'a the'],
    ['finnish', 'ja että'],
    ['french', 'le même'],
    ['german', 'der für'],
    ['hungarian', 'az és'],
    ['italian', 'il perché'],
    ['norwegian', 'og ikke'],
    ['portuguese', 'o não'],
    ['romanian', 'şi pentru'],
    ['russian', 'и ещё'],
    ['spanish', 'la más'],
    ['swedish', 'och från'],
    ['turkish', 've için'],
  ])('%s leaves out its stop words', (language, words) => {
    expect(termsIn(words, language)).toEqual([]);
    expect(termsIn(words, 'none')).toHaveLength(2);
  });

  it('look past diacritics after the stemmer, which knows those of its language', () => {
    expect(termsIn('nações NAÇÕES nacoes', 'pt')).toEqual(['naco', 'naco', 'naco']);
    expect(termsIn('résumé resume', 'english')).toEqual(['resum', 'resum']);
    expect(termsIn('café CAFÉ cafe\u0301', 'none')).toEqual(['cafe', 'cafe', 'cafe']);
    expect(termsIn('ёлка елка', 'russian')).toEqual(['елк', 'елк']);
    // A vowel sign is a mark, but no diacritic.
    expect(termsIn('की का', 'none')).toEqual(['की', 'का']);
  });

  it('fold case as their letters do', () => {
    expect(termsIn('IŞIK İzmir', 'turkish')).toEqual(['ısık', 'izmir']);
    expect(termsIn('IŞIK İzmir', 'none')).toEqual(['isik', 'izmir']);
    expect(termsIn('DER Straßen', 'german')).toEqual(['strass']);
    expect(termsIn('ΟΔΟΣ οδος οδοσ', 'none')).toEqual(['οδοσ', 'οδοσ', 'οδοσ']);
  });
});

describe('words', () => {
  it.each([
    [
      'Il a dit qu’il «était le meilleur joueur du monde»',
      'il a dit qu il etait le meilleur joueur du monde',
    ],
    ["l'eau, well-known e-mail@example.com", 'l eau well known e mail example com'],
    ['¿Qué? ¡Sí! «no»', 'que si no'],
    ['snake_case C++ $price #tag 3.14', 'snake_case c price tag 3 14'],
    ['soft\u00adhyphen zero\0byte 数据库。系统', 'soft hyphen zero byte 数据库 系统'],
    ['😀 🎉🎉', '😀 🎉🎉'],
    ['´ ` ^', ''],
  ])('end where version 3 of text indexes says: %s', (text, expected) => {
    expect(termsIn(text, 'none').join(' ')).toBe(expected);
  });
});
