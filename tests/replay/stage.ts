import type { Caller } from './caller.ts';
import type { People } from './people.ts';
import type { Shop } from './stock-the-shop.ts';

/** Where the replay plays, and who plays in it. */
export type Stage = {
  readonly admin: Caller;
  readonly shop: Shop;
  readonly people: People;
  readonly say: (progress: { readonly at: Date; readonly done: number; readonly of: number }) => void;
};

/** An order as the buyer's answers tell it. */
export type Placed = {
  readonly orderId: string;
  readonly consignments: readonly { readonly id: string; readonly sellerId: string }[];
  readonly payments: readonly { readonly id: string; readonly method: string; readonly state: string }[];
};
