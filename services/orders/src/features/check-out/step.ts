import type { RequestContext } from '@souk/platform/context';
import type { CheckoutPatch } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';
import type { Checkout, CheckoutFailure, CheckoutStep } from '../../domain/checkout.ts';

/** What came of doing a step. */
export type StepOutcome =
  /** Done; the patch names what is to be stored, and the next step when it is not simply the one after. */
  | { readonly kind: 'done'; readonly patch: CheckoutPatch }
  /** Done and already stored, in the step's own transaction. */
  | { readonly kind: 'stored'; readonly checkout: Checkout }
  /** The provider has not answered yet; the step is repeated. */
  | { readonly kind: 'again'; readonly patch: CheckoutPatch; readonly why: string }
  /** The checkout can't go on: what has been done is undone, this step first unless it left nothing. */
  | {
      readonly kind: 'refused';
      readonly failure: CheckoutFailure;
      readonly patch: CheckoutPatch;
      readonly leftNothing?: true;
    };

/** What came of undoing a step: what is to be stored, or the checkout as the step's own transaction stored it. */
export type UndoOutcome =
  | { readonly kind: 'done'; readonly patch: CheckoutPatch }
  | { readonly kind: 'stored'; readonly checkout: Checkout };

/** One step of the saga. Both halves may run any number of times with the same effect as once. */
export type Step = {
  readonly name: CheckoutStep;
  readonly run: (orders: Orders, ctx: RequestContext, checkout: Checkout) => Promise<StepOutcome>;
  readonly undo: (orders: Orders, ctx: RequestContext, checkout: Checkout) => Promise<UndoOutcome>;
};

/** Undone by doing nothing. */
export const nothingToUndo: Step['undo'] = () => Promise.resolve({ kind: 'done', patch: {} });

/** Somebody else changed the checkout meanwhile; the transaction is given up and the checkout read again. */
export class OvertakenError extends Error {
  constructor() {
    super('the checkout was changed meanwhile');
    this.name = 'OvertakenError';
  }
}

export const overtaken = (): Error => new OvertakenError();

export function isOvertaken(error: unknown): boolean {
  return Error.isError(error) && error.name === 'OvertakenError';
}
