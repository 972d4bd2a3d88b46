import { doc, type Doc } from '../bson/values.ts';
import { explainedPlan } from '../execution/explain-stages.ts';
import type { TracedPlan } from '../execution/counters.ts';
import { planSummary } from '../planner/plan-summary.ts';

/** Keys and documents that the plans of an operation have looked at. */
export type TraceTotals = { keys: number; docs: number };

export function traceTotals(trace: readonly TracedPlan[] = []): TraceTotals {
  let [keys, docs] = [0, 0];
  for (const { progress } of trace) {
    keys += progress.keysExamined;
    docs += progress.docsExamined;
  }
  return { keys, docs };
}

/** What the profile tells of an operation's plans, since `before`; nothing of an operation without one. */
export function traceFields(trace: readonly TracedPlan[], before: TraceTotals): Doc {
  const [first] = trace;
  if (first === undefined) return new Map();
  const { keys, docs } = traceTotals(trace);
  const { plan, progress } = first;
  return doc({
    keysExamined: keys - before.keys,
    docsExamined: docs - before.docs,
    ...(trace.some((one) => one.plan.sort !== undefined) ? { hasSortStage: true } : {}),
    planSummary: planSummary(plan),
    execStats: explainedPlan(plan, plan.access, { progress, counted: progress.counted }),
  });
}
