/** What a call to the provider can suffer: no answer and no effect, the effect and no answer, or to be told to come later. */
export type CallFault = 'timeout' | 'lost' | 'busy';

export const FAULTY_CALLS = ['authorise', 'capture', 'void', 'refund'] as const;
export type FaultyCall = (typeof FAULTY_CALLS)[number];

/** How one payment behaves: decided by its token, or by an outcome that somebody has set. */
export type Behaviour = {
  readonly answer: 'authorise' | 'decline' | 'review' | 'challenge';
  readonly declineCode: string | null;
  /** Calls that fail on their first try. */
  readonly faults: Readonly<Partial<Record<FaultyCall, CallFault>>>;
  /** Refunds that are refused for good: the first one's key, or every key; none unless said. */
  readonly refusedRefunds?: 'first' | 'all';
  readonly webhooks: 'prompt' | 'late' | 'double' | 'reordered' | 'none';
};

const WELL_BEHAVED: Behaviour = { answer: 'authorise', declineCode: null, faults: {}, webhooks: 'prompt' };

/** The form of a token: `tok_` and words joined by `+`; a bare card number has not got it. */
export const TOKEN_PATTERN = /^tok_[a-z0-9][a-z0-9-]{0,39}(\+[a-z0-9][a-z0-9-]{0,39}){0,5}$/;

/**
 * Reads the words of a token (`tok_ok`, `tok_decline-expired-card`, `tok_3ds+lost-capture+webhooks-double`).
 * A word that means nothing gives a card that no bank knows: a decline with the code `unknown-token`.
 */
export function behaviourOfToken(token: string): Behaviour {
  if (!TOKEN_PATTERN.test(token)) return unknownToken();
  return behaviourOfWords(token.slice('tok_'.length)) ?? unknownToken();
}

/** Reads words joined by `+`; null when one of them means nothing. */
export function behaviourOfWords(words: string): Behaviour | null {
  let behaviour: Behaviour = WELL_BEHAVED;
  for (const word of words.split('+')) {
    const change = changeOfWord(word, behaviour);
    if (change === null) return null;
    behaviour = { ...behaviour, ...change };
  }
  return behaviour;
}

function changeOfWord(word: string, sofar: Behaviour): Partial<Behaviour> | null {
  if (word === 'ok') return {};
  if (word === 'review') return { answer: 'review' };
  if (word === '3ds') return { answer: 'challenge' };
  if (word === 'decline') return { answer: 'decline', declineCode: 'card-declined' };
  if (word.startsWith('decline-')) return { answer: 'decline', declineCode: word.slice('decline-'.length) };
  if (word === 'refuse-refund') return { refusedRefunds: 'first' };
  if (word === 'refuse-refunds') return { refusedRefunds: 'all' };
  const [, kind, detail] = /^(timeout|lost|busy|webhooks)-([a-z]+)$/.exec(word) ?? [];
  if (kind === 'webhooks') return isWebhookMood(detail) ? { webhooks: detail } : null;
  if ((kind === 'timeout' || kind === 'lost' || kind === 'busy') && isFaultyCall(detail)) {
    return { faults: { ...sofar.faults, [detail]: kind } };
  }
  return null;
}

function isWebhookMood(word: string | undefined): word is Behaviour['webhooks'] {
  return word === 'late' || word === 'double' || word === 'reordered' || word === 'none';
}

function isFaultyCall(word: string | undefined): word is FaultyCall {
  return FAULTY_CALLS.some((call) => call === word);
}

function unknownToken(): Behaviour {
  return { ...WELL_BEHAVED, answer: 'decline', declineCode: 'unknown-token' };
}
