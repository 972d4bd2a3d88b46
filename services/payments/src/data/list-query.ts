import type { Id } from '@souk/kernel';

/** A part of a list: up to `limit` behind the one with the id `after`, null: from the first on. */
export type PageOf = { readonly after: Id | null; readonly limit: number };

/** Which payments, or which refunds, a list holds. */
export type ListQuery<State> = PageOf & {
  readonly filter: { readonly state?: State | undefined; readonly orderId?: Id | undefined };
};

/** The condition for a part of a list of payments or refunds, oldest first. */
export function behindInList<State>({ filter: { state, orderId }, after }: ListQuery<State>) {
  return {
    ...(state !== undefined && { state }),
    ...(orderId !== undefined && { orderId }),
    ...(after !== null && { _id: { $gt: after } }),
  };
}
