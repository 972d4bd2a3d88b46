import { describe, expect, it } from '@jest/globals';
import { behaviourOfToken } from './behaviour.ts';

describe('a sandbox token', () => {
  it('that is ok behaves well', () => {
    expect(behaviourOfToken('tok_ok')).toEqual({
      answer: 'authorise',
      declineCode: null,
      faults: {},
      webhooks: 'prompt',
    });
  });

  it('combines words', () => {
    expect(behaviourOfToken('tok_3ds+lost-capture+timeout-refund+webhooks-double')).toEqual({
      answer: 'challenge',
      declineCode: null,
      faults: { capture: 'lost', refund: 'timeout' },
      webhooks: 'double',
    });
  });

  it('declines with a code', () => {
    expect(behaviourOfToken('tok_decline-expired-card')).toMatchObject({
      answer: 'decline',
      declineCode: 'expired-card',
    });
  });

  it.each(['tok_nonsense', '4111111111111111', 'tok_4111111111111111', '', 'tok_ok+', 'tok_lost-nothing'])(
    'that says nothing known (%s) is declined as unknown',
    (token) => {
      expect(behaviourOfToken(token)).toMatchObject({ answer: 'decline', declineCode: 'unknown-token' });
    },
  );
});
