import { readFileSync } from 'node:fs';
import { createSandboxHttpClient } from '../../../packages/sandbox/src/index.ts';
import { bearer, createHttp, type Headers } from '../../harness/http.ts';
import { apiOf } from '../world/api.ts';
import type { Offer } from '../world/shop.ts';
import { buy, type BuyerDeps } from './buyer.ts';
import { openJournal } from './journal.ts';
import { patientClient } from './patient.ts';
import { purchaseOf } from './purchase.ts';

/** The buyers as a process of their own, which no crash of Souk takes along. Writes a line for each purchase that ended. */
export type BuyersOptions = {
  readonly url: string;
  readonly addressFile: string;
  readonly provider: { readonly baseUrl: string; readonly apiKey: string };
  readonly journal: string;
  readonly offers: readonly Offer[];
  readonly seed: number;
  readonly buyers: number;
  /** Purchases under way at once, and requests. */
  readonly purchasesAtOnce: number;
  readonly requestsAtOnce: number;
};

const options = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as BuyersOptions;
const journal = openJournal(options.journal);
const http = createHttp(options.url, options.requestsAtOnce);
const deps: BuyerDeps = {
  send: patientClient(apiOf(http), options.requestsAtOnce, (answer) =>
    journal.write({ buyer: -1, what: 'fault', answer }),
  ),
  provider: createSandboxHttpClient(options.provider),
  journal,
  offers: options.offers,
  operator,
  run: `run-${options.seed}`,
};

function operator(): Headers {
  try {
    const { operatorToken } = JSON.parse(readFileSync(options.addressFile, 'utf8')) as {
      operatorToken: string;
    };
    return bearer(operatorToken);
  } catch {
    // Souk is away at the moment.
    return {};
  }
}

let next = 0;
async function keepBuying(): Promise<void> {
  while (next < options.buyers) {
    const buyer = next;
    next += 1;
    await buy(deps, buyer, purchaseOf(options.seed, buyer, options.offers.length));
    console.log(buyer);
  }
}

console.log('ready');
await Promise.all(Array.from({ length: options.purchasesAtOnce }, keepBuying));
journal.close();
http.close();
