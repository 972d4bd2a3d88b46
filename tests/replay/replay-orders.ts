import { setTimeout as delay } from 'node:timers/promises';
import { createHttp } from '../harness/http.ts';
import { callerWithToken, type Caller } from './caller.ts';
import { compare, type Comparison } from './compare.ts';
import { drive } from './drive.ts';
import { expectedFigures } from './expected.ts';
import type { Olist } from './olist.ts';
import { registerPeople } from './people.ts';
import { readBack } from './read-back.ts';
import type { Stage } from './stage.ts';
import { stockTheShop } from './stock-the-shop.ts';

/** How long the last events may take to arrive everywhere. */
const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 250;
const CONNECTIONS = 64;

export type Place = { readonly url: string; readonly token: string };

export type ReplayOptions = {
  /** Also offer the products that nobody bought. */
  readonly everything: boolean;
  readonly say: (line: string) => void;
  readonly progress: Stage['say'];
};

/** Lets a Souk live through the orders: its shop is stocked, everybody registers, and everything happens at its time. */
export async function replayOrders(place: Place, olist: Olist, options: ReplayOptions): Promise<void> {
  const http = createHttp(place.url, CONNECTIONS);
  try {
    const admin = callerWithToken(http, place.token);
    const shop = await stockTheShop(admin, olist, options);
    const people = await registerPeople(http, admin, { olist, shop });
    await drive({ admin, shop, people, say: options.progress }, olist);
  } finally {
    http.close();
  }
}

/** Reads a Souk back that has lived through the orders, once its last events have arrived, and compares. */
export async function checkReplay(place: Place, olist: Olist, patienceMs = PATIENCE_MS): Promise<Comparison> {
  const http = createHttp(place.url, CONNECTIONS);
  try {
    return await untilItAgrees(callerWithToken(http, place.token), olist, patienceMs);
  } finally {
    http.close();
  }
}

async function untilItAgrees(admin: Caller, olist: Olist, patienceMs: number): Promise<Comparison> {
  const expected = expectedFigures(olist);
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const comparison = compare(expected, await readBack(admin));
    if (comparison.agrees || Date.now() > giveUpAt) return comparison;
    await delay(LOOK_AGAIN_MS);
  }
}
