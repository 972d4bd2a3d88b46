import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { bearer, createHttp, type Http } from '../harness/http.ts';
import { runSouk, type CommandResult } from '../harness/souk-command.ts';
import { startSoukProcess, temporaryData, type SoukProcess } from '../harness/souk-process.ts';
import { csv, SELLER_HEADER, sellersCsv, temporaryFiles } from './files.ts';

const data = temporaryData('import');
const files = temporaryFiles();
let souk: SoukProcess;
let http: Http;
beforeAll(async () => {
  souk = await startSoukProcess({ dataDir: data.dataDir });
  http = createHttp(souk.url);
});
afterAll(async () => {
  http.close();
  await souk.stop();
  data.remove();
  files.remove();
});

const run = (args: readonly string[], input?: string | Buffer): Promise<CommandResult> =>
  runSouk(['import', ...args], { dataDir: data.dataDir, ...(input === undefined ? {} : { input }) });
const get = async (path: string): Promise<unknown> =>
  (await http.send('GET', `/api/v1${path}`, undefined, bearer(souk.operatorToken))).body;
const stockOf = async (offerId: string) => await get(`/offers/${offerId}/stock`);
const sortOutcomes = (text: string): string[] =>
  text
    .trim()
    .split(/[:,;] /)
    .toSorted();
const summary = ({ stdout }: CommandResult): string => stdout.trim();

type Listed = { id: string; title: string };
type Detail = {
  variants: { sku: string; offers: { id: string; price: { amount: number }; sellerName: string }[] }[];
};
const search = async (word: string) => ((await get(`/products?q=${word}`)) as { data: Listed[] }).data;
const detail = async (word: string) =>
  (await get(`/products/${(await search(word))[0]?.id ?? ''}`)) as Detail;

const PRODUCT_HEADER = 'reference,title,description,category,sku,options,weight_grams,seller,price,stock';

describe('importing from files', () => {
  it('brings sellers, products, offers and stock into the shop, and doubles nothing when run again', async () => {
    const sellers = files.write('sellers.csv', sellersCsv('shop', 2));
    const products = files.write(
      'products.csv',
      csv(
        PRODUCT_HEADER,
        'cup,Porcelain teacup,"White, with a rim",Home > Kitchen,CUP-W,colour=white,200,shop-0,12.90,7',
        'cup,Porcelain teacup,"White, with a rim",Home > Kitchen,CUP-B,colour=blue,200,shop-0,13.5,8',
        'cup,Porcelain teacup,,,CUP-W,colour=white,200,shop-1,11,9',
      ),
    );
    expect(await run(['sellers', sellers])).toMatchObject({ code: 0, stdout: '2 rows: 2 created; 0 bad\n' });
    const first = await run(['products', products]);
    expect(first).toMatchObject({ code: 0, stdout: '3 rows: 3 created; 0 bad\n' });
    const { variants } = await detail('teacup');
    expect(variants).toMatchObject([
      {
        sku: 'CUP-W',
        offers: [
          { sellerName: 'Seller shop 1', price: { amount: 1100, currency: 'BRL' } },
          { sellerName: 'Seller shop 0', price: { amount: 1290 } },
        ],
      },
      { sku: 'CUP-B', offers: [{ price: { amount: 1350 } }] },
    ]);
    expect(await stockOf(variants[0]?.offers[0]?.id ?? '')).toMatchObject({ available: 9 });
    expect(summary(await run(['sellers', sellers]))).toBe('2 rows: 2 unchanged; 0 bad');
    expect(summary(await run(['products', products]))).toBe('3 rows: 3 unchanged; 0 bad');
    expect((await detail('teacup')).variants).toEqual(variants);
  });

  it('takes products that nobody offers, then their offers, then their stock', async () => {
    await run(['sellers', '-'], sellersCsv('later', 1));
    const header = 'reference,title,sku,weight_grams';
    await run(['products', '-'], csv(header, 'lamp,Paper lantern,LAMP,300', 'pole,Lantern pole,POLE,800'));
    expect(await search('lantern')).toEqual([]);
    const offers = csv('sku,seller,price,state', 'LAMP,later-0,30,', 'POLE,later-0,40,inactive');
    expect(summary(await run(['offers', '-'], offers))).toBe('2 rows: 2 created; 0 bad');
    const found = await search('lantern');
    expect(found.map((each) => each.title)).toEqual(['Paper lantern']);
    const stock = csv('sku,seller,available', 'LAMP,later-0,5', 'POLE,later-0,6', 'LAMP,shop-0,1');
    const counted = await run(['stock', '-'], stock);
    expect(counted).toMatchObject({ code: 1, stdout: '3 rows: 2 updated, 1 refused; 1 bad\n' });
    expect(counted.stderr).toContain('-:4: sku: this seller offers nothing with this SKU');
    const [offer] = (await detail('lantern')).variants[0]?.offers ?? [];
    expect(await stockOf(offer?.id ?? '')).toMatchObject({ available: 5 });
    expect(summary(await run(['offers', '-'], offers.replace(',30,', ',31,')))).toBe(
      '2 rows: 1 updated, 1 unchanged; 0 bad',
    );
  });

  it('reads gzip from a file and from standard input', async () => {
    const packed = gzipSync(sellersCsv('packed', 3));
    expect(summary(await run(['sellers', files.write('packed.csv.gz', packed)]))).toBe(
      '3 rows: 3 created; 0 bad',
    );
    expect(summary(await run(['sellers', '-'], packed))).toBe('3 rows: 3 unchanged; 0 bad');
  });

  it('counts rows that repeat word for word, however far apart', async () => {
    const lines = sellersCsv('twin', 600).trim().split('\n');
    const repeated = [...lines, lines[1], lines[600]].join('\n');
    const { code, stdout } = await run(['sellers', '-'], repeated);
    const expected = '602 rows: 600 created, 1 repeated, 1 unchanged; 0 bad\n';
    expect({ code, stdout: sortOutcomes(stdout) }).toEqual({ code: 0, stdout: sortOutcomes(expected) });
  });

  it('reports every bad row by file, line, field and rule, and takes the others', async () => {
    await run(['sellers', '-'], sellersCsv('strict', 1));
    const file = files.write(
      'bad.csv',
      csv(
        PRODUCT_HEADER,
        'ok-1,Good basket,,,BASKET-1,,10,strict-0,1.00,1',
        ',No reference,,,X-1,,10,,,',
        'x-2,Heavy,,,X-2,,heavy,strict-0,1,2.50',
        'x-3,Priced by nobody,,,X-3,,10,,9.99,',
        'x-4,Unknown seller,,,X-4,,10,nobody,9.99,',
        'x-5,Spaced SKU,,,X 5,,10,strict-0,9.99,',
        'x-6,Three decimals,,Home >,X-6,red,10,strict-0,9.999,',
        'x-7,"Open quote,,,X-7',
        'x-8,Too few cells',
        'ok-2,Good basket two,,,BASKET-2,,10,strict-0,1.00,1',
      ),
    );
    const { code, stdout, stderr } = await run(['products', file]);
    const told = stderr.split('\n').filter((line) => line.startsWith(file));
    expect(told.map((line) => line.slice(file.length + 1))).toEqual([
      '3: reference: is required',
      '4: weight_grams: must be a whole number of at least 0',
      '4: stock: must be a whole number of at least 0',
      '5: seller: is required: seller and price make the offer',
      '6: seller: There is no such seller.',
      expect.stringMatching(/^7: sku: /),
      '8: category: must be names with > between them, such as Home > Kitchen',
      '8: options: must be pairs such as size=M; colour=red',
      '8: price: must be an amount in BRL with a point and at most 2 decimals',
      expect.stringMatching(/^\d+: \(row\): /),
    ]);
    expect({ code, stdout }).toMatchObject({ code: 1 });
    expect((await search('basket')).map((each) => each.title)).toContain('Good basket');
  });

  it('goes on behind a row with too few or too many cells', async () => {
    const text = csv(SELLER_HEADER, 'cells-0,A,1,2,3', 'cells-1,B', 'cells-2,C,13023,900');
    const { code, stdout, stderr } = await run(['sellers', '-'], text);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '1 rows: 1 created; 2 bad\n' });
    expect(stderr).toMatch(/-:2: \(row\): .*\n-:3: \(row\): /);
  });
});

describe('a map of the columns', () => {
  const map = (content: unknown) => files.write('map.json', JSON.stringify(content));

  it('renames, composes, falls back and fixes', async () => {
    const given = csv('id,city,zip', 'a,Olinda,53010', 'b,,53020');
    const mapFile = map({
      reference: 'mapped-{id}',
      name: ['Shop of {city}', 'Shop {id}'],
      postcode: 'zip',
      commission_basis_points: '=700',
    });
    expect(await run(['sellers', '-', '--map', mapFile], given)).toMatchObject({
      code: 0,
      stdout: '2 rows: 2 created; 0 bad\n',
    });
    const same = csv(SELLER_HEADER, 'mapped-a,Shop of Olinda,53010,700', 'mapped-b,Shop b,53020,700');
    expect(summary(await run(['sellers', '-'], same))).toBe('2 rows: 2 unchanged; 0 bad');
  });

  it.each([
    ['no JSON', 'nonsense', /can't read the column map/],
    ['no texts', { name: 1 }, /is a JSON object of texts/],
    ['no column of Souk', { title: 'x' }, /there is no column title in "sellers"/],
    ['no column of the file', { name: 'nom' }, /has no column nom\. Its columns: reference, name/],
  ])('that has %s is refused', async (_name, content, said) => {
    const mapFile = typeof content === 'string' ? files.write('map.json', content) : map(content);
    const { code, stderr } = await run(['sellers', '-', '--map', mapFile], sellersCsv('no', 1));
    expect(code).toBe(1);
    expect(stderr).toMatch(said);
  });
});

describe('a file that can\u2019t be imported', () => {
  it.each([
    [
      'lacks a column',
      'reference,name\na,b\n',
      /has no column postcode\. Its columns: reference, name\. Use --map/,
    ],
    ['has one column twice', 'reference,name,name\na,b,c\n', /names the column "name" twice/],
    ['is empty', '', /is empty; its first line must name the columns/],
    ['is broken gzip', gzipSync(sellersCsv('cut', 500)).subarray(0, 200), /can't read standard input/],
  ])('because it %s ends the command with 1 and the reason', async (_name, input, said) => {
    const { code, stderr, stdout } = await run(['sellers', '-'], input);
    expect(stderr).toMatch(said);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('because it is not there is told before Souk is started for it', async () => {
    const { code, stderr } = await run(['sellers', '/nowhere/sellers.csv']);
    expect(code).toBe(1);
    expect(stderr).toContain("souk: can't read /nowhere/sellers.csv");
  });
});
