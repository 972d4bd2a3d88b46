import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ApiRefusal, type ApiClient } from '../cli/api-client.ts';
import type { SoukConfig } from '../config.ts';
import { DEMO_SELLERS } from './catalogue.ts';
import { demoRows, type DemoRow } from './demo-rows.ts';
import { demoLogIns, demoState, writeDemoState, type DemoLogIn } from './demo-state.ts';

const BATCH = 250;
const sellerResults = z.object({ data: z.array(z.object({ sellerId: z.string() })) });
const productResults = z.object({
  data: z.array(z.object({ offerId: z.string().nullable(), errors: z.array(z.unknown()) })),
});

/** Whether to make the demo shop: when nothing is for sale yet, or when making it was interrupted. */
export async function wantsDemoData(api: ApiClient, config: SoukConfig): Promise<boolean> {
  if (demoState(config.SOUK_DATA) === 'begun') return true;
  const { data } = z
    .object({ data: z.array(z.unknown()) })
    .parse(await api.call('GET', '/api/v1/products?limit=1'));
  return data.length === 0;
}

/** Makes sellers, products, stock and log-ins through the API; what is already there stays as it is. */
export async function createDemoData(api: ApiClient, config: SoukConfig): Promise<void> {
  const known = demoLogIns(config.SOUK_DATA);
  const logIns = known.length > 0 ? known : plannedLogIns();
  writeDemoState(config.SOUK_DATA, 'begun', logIns);
  console.log(`Making a demo shop: ${DEMO_SELLERS.length} sellers and their products …`);
  const sellerIds = await importSellers(api);
  const rows = demoRows();
  for (let start = 0; start < rows.length; start += BATCH) {
    await importRows(api, config, sellerIds, rows.slice(start, start + BATCH));
  }
  console.log('Making the log-ins …');
  await Promise.all(logIns.map((logIn) => createLogIn(api, sellerIds, logIn)));
  writeDemoState(config.SOUK_DATA, 'done', logIns);
}

function plannedLogIns(): DemoLogIn[] {
  // One password for all, made for this data directory alone: nobody can know it from the source.
  const password = `souk-${randomBytes(6).toString('base64url')}`;
  const logIn = (role: string, name: string) => ({ role, email: `${name}@demo.example`, password });
  return [
    logIn('admin', 'admin'),
    logIn('carrier', 'carrier'),
    logIn('customer', 'ana'),
    logIn('customer', 'bruno'),
    ...DEMO_SELLERS.map((seller) => logIn('seller', handle(seller.name))),
  ];
}

async function importSellers(api: ApiClient): Promise<ReadonlyMap<string, string>> {
  const rows = DEMO_SELLERS.map(({ name, postcode }) => ({
    reference: `demo-${handle(name)}`,
    name,
    postcode,
  }));
  const { data } = sellerResults.parse(await api.call('POST', '/api/v1/seller-imports', { rows }));
  return new Map(DEMO_SELLERS.map(({ name }, index) => [name, data[index]?.sellerId ?? '']));
}

async function importRows(
  api: ApiClient,
  config: SoukConfig,
  sellerIds: ReadonlyMap<string, string>,
  rows: readonly DemoRow[],
): Promise<void> {
  const wire = rows.map(({ seller, price, stock: _, ...row }) => ({
    ...row,
    sellerId: sellerIds.get(seller.name),
    price: { amount: price, currency: config.SOUK_CURRENCY },
  }));
  const { data } = productResults.parse(await api.call('POST', '/api/v1/product-imports', { rows: wire }));
  const stocks = data.map(({ offerId, errors }, index) => {
    if (offerId === null)
      throw new Error(`demo product ${rows[index]?.sku ?? ''}: ${JSON.stringify(errors)}`);
    return { offerId, available: rows[index]?.stock ?? 0 };
  });
  await api.call('POST', '/api/v1/stock-imports', { rows: stocks, reason: 'counted' });
}

async function createLogIn(
  api: ApiClient,
  sellerIds: ReadonlyMap<string, string>,
  logIn: DemoLogIn,
): Promise<void> {
  const { role, email, password } = logIn;
  const account = { email, password, displayName: email.split('@')[0] ?? email };
  try {
    if (role === 'customer') await api.call('POST', '/api/v1/accounts', account);
    else if (role === 'seller')
      await api.call('POST', `/api/v1/sellers/${sellerOf(sellerIds, email)}/staff`, account);
    else await api.call('POST', '/api/v1/staff-accounts', { ...account, roles: [role] });
  } catch (error) {
    // Made before the first start was interrupted.
    if (error instanceof ApiRefusal && error.code === 'email-taken') return;
    throw error;
  }
}

function sellerOf(sellerIds: ReadonlyMap<string, string>, email: string): string {
  const seller = DEMO_SELLERS.find(({ name }) => email.startsWith(`${handle(name)}@`));
  return sellerIds.get(seller?.name ?? '') ?? '';
}

/** `Casa Barro` → `casa-barro`: a seller's reference and the name in its owner's address. */
function handle(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase();
}
