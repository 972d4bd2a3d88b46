import { describe, expect, it } from '@jest/globals';
import { exampleId, ReservationState as WireState } from '@souk/contracts';
import {
  canReturn,
  isEnded,
  nextStep,
  shortagesOf,
  TRANSITIONS,
  wireState,
  type Intent,
  type Reservation,
  type ReservationState,
} from './reservation.ts';

const STATES = Object.keys(TRANSITIONS) as ReservationState[];
const INTENTS: Intent[] = ['hold', 'sell', 'release', 'expire', 'rest'];

/** Where each step leads when nobody interferes; stock may be short when it is taken. */
function outcomes(state: ReservationState, intent: Intent): ReservationState[] {
  switch (nextStep(state, intent)) {
    case 'take-stock':
      return ['held', 'out-of-stock'];
    case 'begin-sale':
      return ['selling'];
    case 'finish-sale':
      return ['sold'];
    case 'begin-release':
      return ['releasing'];
    case 'give-back':
      return ['released', 'expired', 'out-of-stock'];
    case 'answer':
      return [];
  }
}

describe('reservation', () => {
  it('only makes the transitions of the table, whatever is wanted', () => {
    for (const state of STATES) {
      for (const intent of INTENTS) {
        for (const next of outcomes(state, intent)) expect(TRANSITIONS[state]).toContain(next);
      }
    }
  });

  it('comes to rest from every state for every intent', () => {
    for (const intent of INTENTS) {
      const reached = new Set<ReservationState>(['pending', 'held', 'selling', 'releasing']);
      for (const state of reached) for (const next of outcomes(state, intent)) reached.add(next);
      const resting = [...reached].filter((state) => nextStep(state, intent) === 'answer');
      expect(resting.length).toBeGreaterThan(0);
      for (const state of resting)
        expect(['held', 'sold', 'released', 'expired', 'out-of-stock']).toContain(state);
    }
  });

  it('never gives a sold one back', () => {
    for (const intent of INTENTS) expect(nextStep('sold', intent)).toBe('answer');
  });

  it('shows no state under way to other services', () => {
    const shown = STATES.filter((state) => wireState(state) !== WireState.UNSPECIFIED);
    expect(shown).toEqual(['held', 'sold', 'released', 'expired', 'out-of-stock']);
    expect(STATES.filter(isEnded)).toEqual(['sold', 'released', 'expired', 'out-of-stock']);
  });

  it('names each offer of which too little is there; an unknown offer has none', () => {
    const lines = [
      { offerId: 'a', quantity: 2 },
      { offerId: 'b', quantity: 2 },
      { offerId: 'c', quantity: 1 },
    ];
    const available = new Map([
      ['a', 2],
      ['b', 1],
    ]);
    expect(shortagesOf(lines, available)).toEqual([
      { offerId: 'b', requested: 2, available: 1 },
      { offerId: 'c', requested: 1, available: 0 },
    ]);
  });

  it('takes back what was sold, but not more, over several returns', () => {
    const reservation: Reservation = {
      id: exampleId('reservation'),
      state: 'sold',
      lines: [{ offerId: 'a', quantity: 3 }],
      expiresAt: new Date(0),
      outcome: 'released',
      shortages: [],
      contended: false,
      dueAt: null,
      returns: [{ id: 'r1', lines: [{ offerId: 'a', quantity: 2 }] }],
      openReturns: [],
    };
    expect(canReturn(reservation, [{ offerId: 'a', quantity: 1 }])).toBe(true);
    expect(canReturn(reservation, [{ offerId: 'a', quantity: 2 }])).toBe(false);
    expect(canReturn(reservation, [{ offerId: 'b', quantity: 1 }])).toBe(false);
  });
});
