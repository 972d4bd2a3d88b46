import type { RequestContext } from '@souk/platform/context';
import { isDuplicateKey, writeTogether } from '@souk/platform/data';
import { bookings } from '../../data/ledger.ts';
import { findPayment, savePayment, savingPayment } from '../../data/payments.ts';
import type { Session } from '../../data/store.ts';
import type { PaymentsContext } from '../../deps.ts';
import type { Payment } from '../../domain/payment.ts';
import { takeIn, type Consequence, type HeardBy } from '../../domain/consequences.ts';
import type { ProviderReport } from '../../domain/provider-report.ts';
import { paymentError } from '../../errors.ts';

type Heard = {
  /** As last seen. */
  readonly payment: Payment;
  readonly report: ProviderReport;
  readonly heardBy: HeardBy;
  /** Runs the effect in a transaction that holds more; says whether it took effect. */
  readonly within?: (work: (session: Session) => Promise<void>) => Promise<boolean>;
};

/** Ends a transaction whose payment was changed by somebody else meanwhile. */
class Superseded extends Error {
  constructor() {
    super('the payment has changed meanwhile');
    this.name = 'Superseded';
  }
}

/**
 * Takes in what the provider says: payment, ledger and outbox change in one transaction, or not at all when nothing is
 * new. Answers, webhooks and enquiries all end here, so that it does not matter which comes first.
 * @returns the payment as it stands afterwards.
 */
export async function recordReport(
  deps: PaymentsContext,
  ctx: RequestContext,
  heard: Heard,
): Promise<Payment> {
  for (let payment = heard.payment; ; payment = await reload(deps, payment)) {
    const decision = takeIn(payment, heard.report, heard.heardBy, deps.clock.now());
    switch (decision.kind) {
      case 'nothing-new':
        return payment;
      case 'contradiction':
        ctx.log.error(
          { paymentId: payment.paymentId, from: decision.from, to: decision.to },
          'the provider contradicts what is known of a payment',
        );
        return payment;
      case 'changed': {
        const outcome = await save(deps, ctx, payment, decision, heard);
        if (outcome === 'saved') {
          deps.store.recent.remember(decision.payment);
          return decision.payment;
        }
        if (outcome === 'heard-before') return reload(deps, payment);
      }
    }
  }
}

async function save(
  deps: PaymentsContext,
  ctx: RequestContext,
  before: Payment,
  decision: Consequence,
  { within }: Heard,
): Promise<'saved' | 'superseded' | 'heard-before'> {
  const now = deps.machineClock.now();
  const isPaymentAlone = decision.ledger.length === 0 && decision.events.length === 0;
  if (isPaymentAlone && within === undefined) {
    return (await savePayment(deps.store, before, decision.payment, { now })) ? 'saved' : 'superseded';
  }
  const work = async (session: Session) => {
    await writeTogether(deps.db, session, [
      savingPayment(deps.store, before, decision.payment, { now, superseded: () => new Superseded() }),
      ...bookings(deps.store, decision.ledger, deps),
      ...deps.outbox.adding(session, ctx, deps.clock, decision.events),
    ]);
  };
  try {
    if (within !== undefined) return (await within(work)) ? 'saved' : 'heard-before';
    await deps.db.transaction(work);
    return 'saved';
  } catch (error) {
    // Who has changed the payment has booked it, too: the server may meet either first.
    if (error instanceof Superseded || isDuplicateKey(error, 'source')) return 'superseded';
    throw error;
  }
}

async function reload(deps: PaymentsContext, { paymentId }: Payment): Promise<Payment> {
  const payment = await findPayment(deps.store, { all: true }, paymentId);
  if (payment === null) throw paymentError('payment-not-found', { paymentId });
  return payment;
}
