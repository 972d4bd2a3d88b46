import type { DocumentReads, Query } from '../engine.ts';
import { countRows } from '../execution/count.ts';
import { Progress } from '../execution/counters.ts';
import { RowCursor, runPlan } from '../execution/cursor.ts';
import { explainPlan } from '../execution/explain.ts';
import { checkScan } from '../execution/hand-over.ts';
import type { Operation } from '../execution/operation.ts';
import { started } from '../execution/started.ts';
import { checkStillThere } from '../execution/still-there.ts';
import { planQuery } from '../planner/planner.ts';
import { ownTransaction } from '../transactions/own-transaction.ts';
import { refuseView } from '../views/view.ts';
import type { EngineParts } from './engine-parts.ts';
import { HeldMoment, momentOf } from './held-moment.ts';
import { View } from './view.ts';

/** How an engine reads documents: a query is planned on what its operation sees, and the plan is run. */
export function documentReads(parts: EngineParts): DocumentReads {
  return {
    find: (op, namespace, query) => find(parts, op, namespace, query),
    openMoment: () => new HeldMoment(parts.world),
    count: (op, namespace, query) => {
      const { view, plan } = prepare(parts, op, namespace, query);
      if (plan.residual !== undefined) checkScan(plan, op.atHome?.scanned);
      const progress = new Progress(op);
      started(plan, progress);
      return (progress.counted = countRows(view, plan, progress, op.txn === undefined));
    },
    explain: (op, namespace, query, verbosity) => {
      const { view, plan } = prepare(parts, op, namespace, { ...query, alternatives: true });
      return explainPlan(view, namespace, plan, op, verbosity);
    },
  };
}

function prepare(parts: EngineParts, op: Operation, namespace: string, query: Query) {
  const txn = ownTransaction(parts.transactions, op.txn);
  if (txn !== undefined) txn.used = true;
  const moment = momentOf(op);
  const view = txn?.frame.view ?? new View(parts.world.store, undefined, moment?.snapshot);
  const collection =
    txn === undefined
      ? (moment?.catalog ?? parts.world.state.catalog).get(namespace)
      : txn.frame.collection(namespace);
  refuseView(collection);
  return { txn, view, plan: planQuery(collection, query, parts.language) };
}

function find(parts: EngineParts, op: Operation, namespace: string, query: Query): RowCursor {
  const { txn, view, plan } = prepare(parts, op, namespace, query);
  if (plan.sort !== undefined) checkScan(plan, op.atHome?.scanned);
  const progress = new Progress(op);
  started(plan, progress);
  const source = runPlan(view, plan, progress);
  if (txn !== undefined) {
    return new RowCursor(() => {
      parts.transactions.check(txn);
      return source();
    }, progress);
  }
  const unfinished = (): void => checkScan(plan, op.atHome?.streamed);
  if (op.moment !== undefined) return new RowCursor(source, progress, { unfinished });
  const rested = (): void => {
    progress.rests += 1;
    checkStillThere(plan, parts.world.state.catalog.get(namespace));
  };
  return new RowCursor(source, progress, { unfinished, rested });
}
