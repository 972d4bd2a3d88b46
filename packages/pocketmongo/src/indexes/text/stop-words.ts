import { createRequire } from 'node:module';

type List = { readonly stopwords: readonly string[] };

/**
 * Frequent words that carry no meaning for a search. The manual doesn't say which MongoDB leaves out; most lists are
 * those that Snowball publishes, by way of a library. Its lists of three languages are no good here: the English one
 * lacks the article, and the others hold words like "trabajo" and "város", which somebody searches for.
 */
const OWN: ReadonlyMap<string, string> = new Map([
  [
    'english',
    `a about above after again against all am an and any are as at be because been before being below between both but by
     can cannot could did do does doing down during each few for from further had has have having he her here hers herself
     him himself his how i if in into is it its itself me more most my myself no nor not of off on once only or other ought
     our ours ourselves out over own same she should so some such than that the their theirs them themselves then there
     these they this those through to too under until up very was we were what when where which while who whom why with
     would you your yours yourself yourselves`,
  ],
  [
    'hungarian',
    `a abban ahhoz ahogy ahol aki akik akkor amely amelyek amelyet amelynek ami amikor amit annak arra arról az azok azon
     azonban azt aztán azután azzal azért be bár csak de e ebben eddig egy egyik egyre egyéb ehhez ekkor el ennek erre ez
     ezek ezen ezt ezzel ezért fel hanem hiszen hogy hogyan igen ilyen itt ki kell kellett lehet lenne lenni lesz lett maga
     magát majd meg mely melyek mert mi mikor milyen minden mindenki mindent mindig mint mintha mit mivel miért most már más
     még míg nekem neki nem nincs néha néhány ott olyan pedig persze rá s saját sem semmi szinte tehát ugyanis vagy vagyis
     vagyok valaki valami van vannak vele viszont volna volt voltak voltam voltunk által át én és így ő ők őket`,
  ],
  [
    'spanish',
    `a al algo algunas algunos ante antes aquel aquella aquellas aquello aquellos como con contra cual cuando de del desde
     donde durante e el ella ellas ello ellos en entre era eran eras eres es esa esas ese eso esos esta estaba estaban
     estamos estar estará estas este esto estos estoy estuvo está están fue fueron ha haber habrá había habían han has hasta
     hay he hemos hubo la las le les lo los me mi mis mucho muchos muy más mí mía míos mío nada ni no nos nosotras nosotros
     nuestra nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque que quien quienes qué se sea
     sean ser será serán sería sido siendo sin sobre sois somos son soy su sus suya suyas suyo suyos sí también tanto te
     tenemos tenía tenían tengo ti tiene tienen todo todos tu tus tuya tuyas tuyo tuyos tú un una uno unos vosotras vosotros
     vuestra vuestras vuestro vuestros y ya yo él`,
  ],
]);

/** Loaded where it is needed, and at once: keys are made inside of commits. */
const require: (list: string) => List = createRequire(import.meta.url);
const LISTS: ReadonlyMap<string, () => List> = new Map([
  ['danish', () => require('@orama/stopwords/danish')],
  ['dutch', () => require('@orama/stopwords/dutch')],
  ['finnish', () => require('@orama/stopwords/finnish')],
  ['french', () => require('@orama/stopwords/french')],
  ['german', () => require('@orama/stopwords/german')],
  ['italian', () => require('@orama/stopwords/italian')],
  ['norwegian', () => require('@orama/stopwords/norwegian')],
  ['portuguese', () => require('@orama/stopwords/portuguese')],
  ['romanian', () => require('@orama/stopwords/romanian')],
  ['russian', () => require('@orama/stopwords/russian')],
  ['swedish', () => require('@orama/stopwords/swedish')],
  ['turkish', () => require('@orama/stopwords/turkish')],
]);

export function stopWordsOf(language: string): ReadonlySet<string> {
  const own = OWN.get(language);
  if (own !== undefined) return new Set(own.split(/\s+/u));
  const list = LISTS.get(language)?.();
  return new Set(list?.stopwords);
}
