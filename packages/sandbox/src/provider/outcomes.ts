import type { OutcomeRule } from '../client/api.ts';
import { behaviourOfToken, behaviourOfWords, type Behaviour } from './behaviour.ts';
import { ProviderRefusal } from './payment.ts';

/**
 * Finds how the next payment behaves: the first rule that fits its token and is not used up, else the token itself.
 * Counts the rule down.
 */
export function nextBehaviour(
  rules: readonly OutcomeRule[],
  token: string,
): { readonly behaviour: Behaviour; readonly rules: readonly OutcomeRule[] } {
  const rule = rules.find((each) => each.token === null || each.token === token);
  if (rule === undefined) return { behaviour: behaviourOfToken(token), rules };
  const behaviour = behaviourOfWords(rule.outcome) ?? behaviourOfToken(token);
  return { behaviour, rules: rule.times === null ? rules : rules.flatMap((each) => used(each, rule)) };
}

function used(each: OutcomeRule, rule: OutcomeRule): OutcomeRule[] {
  if (each !== rule || each.times === null) return [each];
  return each.times === 1 ? [] : [{ ...each, times: each.times - 1 }];
}

/** @throws ProviderRefusal `unknown-outcome` when a rule's words mean nothing. */
export function requireKnownOutcomes(rules: readonly OutcomeRule[]): void {
  const wrong = rules.find((rule) => behaviourOfWords(rule.outcome) === null);
  if (wrong !== undefined) throw new ProviderRefusal('unknown-outcome', `No such outcome: ${wrong.outcome}`);
}
