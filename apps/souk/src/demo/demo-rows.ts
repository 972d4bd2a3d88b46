import { DEMO_SELLERS, type DemoSeller } from './catalogue.ts';

/** One variant of a demo product as one seller offers it, before sellers have ids. */
export type DemoRow = {
  readonly reference: string;
  readonly seller: DemoSeller;
  readonly title: string;
  readonly description: string;
  readonly category: readonly string[];
  readonly sku: string;
  readonly options: readonly { name: string; value: string }[];
  readonly weightGrams: number;
  /** Minor units. */
  readonly price: number;
  readonly stock: number;
};

/** Every seventh product is also offered by the next seller, a little dearer: there is something to compare. */
const SHARED_EVERY = 7;

/** All rows of the demo shop, the same at every call. */
export function demoRows(): DemoRow[] {
  let count = 0;
  return DEMO_SELLERS.flatMap((seller, position) =>
    seller.shelves.flatMap(({ path, products }) =>
      products.flatMap((line) => {
        count += 1;
        const rows = rowsOf(line, seller, path, count);
        if (count % SHARED_EVERY !== 0) return rows;
        const rival = DEMO_SELLERS[(position + 1) % DEMO_SELLERS.length] ?? seller;
        return [...rows, ...rows.map((row) => ({ ...row, seller: rival, price: row.price + 250 }))];
      }),
    ),
  );
}

function rowsOf(line: string, seller: DemoSeller, category: readonly string[], count: number): DemoRow[] {
  const [title = '', price = '', weight = '', choices] = line.split('; ');
  const reference = `demo-${slug(title)}`;
  const options = choices === undefined ? [null] : optionValues(choices);
  return options.map((option, index) => ({
    reference,
    seller,
    title,
    description: `${title}, sold by ${seller.name} and sent from postcode ${seller.postcode}.`,
    category,
    sku: [slug(title), ...(option === null ? [] : [slug(option.value)])].join('-').toUpperCase().slice(0, 64),
    options: option === null ? [] : [option],
    weightGrams: Number(weight),
    price: Math.round(Number(price) * 100),
    // Between 5 and 104 pieces, so that some things run out.
    stock: 5 + ((count * 37 + index * 11) % 100),
  }));
}

function optionValues(choices: string): { name: string; value: string }[] {
  const [name = '', values = ''] = choices.split('=');
  return values.split(',').map((value) => ({ name, value }));
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase();
}
