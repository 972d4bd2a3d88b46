import { expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import type { Command, SandboxApi } from '../src/client/api.ts';

const at = '2018-01-01T12:00:00.000Z';
const brl = (amount: number) => ({ amount, currency: 'BRL' });

export function somePayment(overrides: Partial<Command<'authorise'>> = {}): Command<'authorise'> {
  return {
    reference: newId('payment'),
    orderReference: newId('order'),
    method: 'card',
    amount: brl(10_000),
    instalments: 1,
    token: 'tok_ok',
    at,
    ...overrides,
  };
}

/** What holds of the provider, called directly or over HTTP. */
export function describeProvider(api: () => SandboxApi): void {
  it('authorises, captures and refunds, each once however often it is asked', async () => {
    const payment = somePayment();
    const { reference } = payment;
    for (const _ of [1, 2])
      expect(await api().authorise(payment)).toMatchObject({ state: 'authorised', sequence: 1 });
    for (const _ of [1, 2]) {
      expect(await api().capture({ reference, at })).toMatchObject({
        state: 'captured',
        captured: brl(10_000),
        fee: brl(250),
        capturedAt: at,
        sequence: 2,
      });
    }
    const refund = { reference, key: 'refund-1', amount: brl(4_000), at };
    for (const _ of [1, 2])
      expect(await api().refund(refund)).toMatchObject({ refunded: brl(4_000), sequence: 3 });
    expect(await api().find({ reference })).toMatchObject({ refunded: brl(4_000) });
  });

  it('captures and refunds once when asked ten times at once', async () => {
    const payment = somePayment();
    const { reference } = payment;
    await api().authorise(payment);
    const ten = Array.from({ length: 10 });
    await Promise.all(ten.map(() => api().capture({ reference, at })));
    await Promise.all(ten.map(() => api().refund({ reference, key: 'k', amount: brl(100), at })));
    expect(await api().find({ reference })).toMatchObject({
      captured: brl(10_000),
      refunded: brl(100),
      sequence: 3,
    });
  });

  it.each([
    ['tok_decline', { state: 'declined', declineCode: 'card-declined' }],
    ['tok_review', { state: 'under-review' }],
    ['tok_3ds', { state: 'requires-action', actionUrl: expect.stringContaining('/challenges/pay_') }],
    ['tok_unheard-of', { state: 'declined', declineCode: 'unknown-token' }],
  ])('answers %s', async (token, answer) => {
    expect(await api().authorise(somePayment({ token }))).toMatchObject(answer);
  });

  it('lets a slip be paid by its number, also after it was voided', async () => {
    const slip = await api().authorise(somePayment({ method: 'slip', token: '' }));
    expect(slip).toMatchObject({ state: 'pending', slipReference: expect.stringMatching(/^\d{24}$/) });
    const { reference } = slip;
    expect(await api().void({ reference, currency: 'BRL', at })).toMatchObject({ state: 'voided' });
    expect(await api().paySlip({ slip: slip.slipReference ?? '', at })).toMatchObject({
      state: 'captured',
      fee: brl(150),
    });
  });

  it('ends reviews and challenges', async () => {
    for (const [token, decision, state] of [
      ['tok_review', 'approve', 'authorised'],
      ['tok_review', 'decline', 'declined'],
      ['tok_3ds', 'approve', 'authorised'],
    ] as const) {
      const { reference } = await api().authorise(somePayment({ token }));
      expect(await api().decide({ reference, decision })).toMatchObject({ state });
    }
  });

  it('refuses what can’t be, for good', async () => {
    const payment = somePayment();
    const { reference } = payment;
    await api().authorise(payment);
    const refused = (code: string) => ({ name: 'ProviderRefusal', code });
    await expect(api().authorise({ ...payment, amount: brl(1) })).rejects.toMatchObject(
      refused('reference-reused'),
    );
    await expect(api().refund({ reference, key: 'k', amount: brl(1), at })).rejects.toMatchObject(
      refused('refund-too-high'),
    );
    await expect(api().capture({ reference: newId('payment'), at })).rejects.toMatchObject(
      refused('unknown-payment'),
    );
    await expect(api().decide({ reference, decision: 'approve' })).rejects.toMatchObject(
      refused('nothing-to-decide'),
    );
    expect(await api().find({ reference: newId('payment') })).toBeNull();
  });

  it('loses an answer, or stays silent, on the first try only', async () => {
    const lost = somePayment({ token: 'tok_ok+lost-capture' });
    await api().authorise(lost);
    const capture = { reference: lost.reference, at };
    await expect(api().capture(capture)).rejects.toThrow();
    expect(await api().find({ reference: lost.reference })).toMatchObject({ state: 'captured' });
    expect(await api().capture(capture)).toMatchObject({ state: 'captured' });

    const silent = somePayment({ token: 'tok_ok+timeout-authorise' });
    await expect(api().authorise(silent, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    expect(await api().find({ reference: silent.reference })).toBeNull();
    expect(await api().authorise(silent)).toMatchObject({ state: 'authorised' });
  });

  it('says of a refused refund whether it may be asked for again', async () => {
    const { reference } = await api().authorise(somePayment({ token: 'tok_refuse-refund' }));
    await api().capture({ reference, at });
    const refund = { reference, key: 'first', amount: brl(100), at };
    const refused = { name: 'ProviderRefusal', code: 'refund-refused', final: true };
    for (const _ of [1, 2]) await expect(api().refund(refund)).rejects.toMatchObject(refused);
    expect(await api().find({ reference })).toMatchObject({ refunded: brl(0), refunds: [] });
    expect(await api().refund({ ...refund, key: 'second' })).toMatchObject({ refunded: brl(100) });

    const busy = await api().authorise(somePayment({ token: 'tok_busy-refund' }));
    await api().capture({ reference: busy.reference, at });
    const later = { ...refund, reference: busy.reference };
    await expect(api().refund(later)).rejects.toMatchObject({ code: 'busy', final: false });
    expect(await api().refund(later)).toMatchObject({ refunded: brl(100) });
  });

  it('has the outcomes that were set, as often as they were set', async () => {
    const token = 'tok_of-carla';
    await api().setOutcomes({ rules: [{ token, outcome: 'decline-stolen-card', times: 1 }] });
    const declined = somePayment({ token });
    expect(await api().authorise(declined)).toMatchObject({ declineCode: 'stolen-card' });
    expect(await api().outcomes({})).toEqual([]);
    expect(await api().authorise(declined)).toMatchObject({ declineCode: 'stolen-card' });
    expect(await api().authorise(somePayment({ token }))).toMatchObject({ declineCode: 'unknown-token' });
    await expect(
      api().setOutcomes({ rules: [{ token: null, outcome: 'nonsense', times: null }] }),
    ).rejects.toMatchObject({ code: 'unknown-outcome' });
  });

  it('lists its books in the order of the references', async () => {
    const all = await api().list({ after: null, limit: 500 });
    const references = all.map((payment) => payment.reference);
    expect(references).toEqual(references.toSorted());
    const [first = ''] = references;
    expect((await api().list({ after: first, limit: 2 })).map((each) => each.reference)).toEqual(
      references.slice(1, 3),
    );
  });
}
