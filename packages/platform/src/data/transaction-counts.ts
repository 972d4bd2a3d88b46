import type { Counter } from 'prom-client';
import type { Metrics } from '../telemetry/index.ts';

/** Hears what becomes of a database's transactions. */
export type TransactionCounts = { readonly committed: () => void; readonly retried: () => void };

const LABELS = ['database'] as const;

/** Counts a database's transactions and their conflicts in the process's metrics, or nowhere. */
export async function transactionCounts(
  metrics: Metrics | undefined,
  database: string,
): Promise<TransactionCounts> {
  if (metrics === undefined) return { committed: () => undefined, retried: () => undefined };
  const { Counter } = await import('prom-client');
  const counter = (name: string, help: string) => {
    // One counter serves all databases of the process.
    const known = metrics.registry.getSingleMetric(name) as Counter<'database'> | undefined;
    const made = known ?? new Counter({ name, help, labelNames: LABELS, registers: [metrics.registry] });
    return made.labels(database);
  };
  const committed = counter('souk_database_transactions_total', 'Multi-document transactions committed.');
  const retried = counter('souk_database_conflicts_total', 'Transactions run again after a conflict.');
  return { committed: () => committed.inc(), retried: () => retried.inc() };
}
