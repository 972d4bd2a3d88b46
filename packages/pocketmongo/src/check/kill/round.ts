import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { toNumber } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import type { Engine } from '../../engine.ts';
import { compileFilter } from '../../query/match.ts';
import { show } from '../../query/show.ts';
import { openEngine } from '../../storage/open-engine.ts';
import { checkDatabase } from '../check-database.ts';
import { ACCOUNTS, NAMESPACES, START_AMOUNT } from './workload.ts';

export type RoundReport = { acknowledged: number; transactions: number; problems: string[] };

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));
const POLL_MS = 10;

/**
 * Starts a writer on a data directory, kills it with SIGKILL `killAfterMs` after it was ready, and compares what it was
 * acknowledged, in this and all earlier rounds, with what is there.
 */
export async function killRound(
  dataDir: string,
  journal: string,
  seed: number,
  killAfterMs: number,
): Promise<RoundReport> {
  const child = spawn(process.execPath, ['--no-warnings', WRITER, dataDir, journal, String(seed)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'exit');
  const rounds = (): number => linesOf(journal).filter((line) => line.startsWith('ready')).length;
  const before = rounds();
  while (rounds() === before) {
    if (child.exitCode !== null) throw new Error(`the writer ended by itself: ${complaint}`);
    await sleep(POLL_MS);
  }
  await sleep(killAfterMs);
  child.kill('SIGKILL');
  await ended;
  if (child.signalCode !== 'SIGKILL') throw new Error(`the writer ended by itself: ${complaint}`);
  return verify(dataDir, linesOf(journal));
}

function linesOf(journal: string): string[] {
  try {
    // The last line may be torn by the kill.
    return readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  } catch {
    return []; // No writer has started yet.
  }
}

async function verify(dataDir: string, lines: readonly string[]): Promise<RoundReport> {
  const { problems } = await checkDatabase(dataDir);
  const engine = await openEngine({ dataDir, language: { compileFilter }, ttlSweepMs: 0 });
  try {
    const of = (kind: string): string[][] =>
      lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.split(' ').slice(1));
    const report: RoundReport = { acknowledged: 0, transactions: of('transacted').length, problems };
    report.acknowledged = lines.length;
    checkItems(engine, of, problems);
    await checkCounters(engine, of('counted'), problems);
    checkTransactions(engine, of('transacted'), problems);
    return report;
  } finally {
    await engine.close();
  }
}

function documentsOf(engine: Engine, namespace: string): Map<Value, ReadonlyMap<string, Value>> {
  const cursor = engine.find({}, namespace, { filter: new Map() });
  const found = new Map<Value, ReadonlyMap<string, Value>>();
  for (let row = cursor.next(); row !== undefined; row = cursor.next())
    found.set(row.doc().get('_id') ?? null, row.doc());
  return found;
}

function checkItems(engine: Engine, of: (kind: string) => string[][], problems: string[]): void {
  const present = documentsOf(engine, NAMESPACES.items);
  const removing = new Set(of('removing').map(([id]) => id));
  for (const [id = ''] of of('inserted'))
    if (!removing.has(id) && !present.has(id)) problems.push(`item ${id} was acknowledged and is lost`);
  for (const [id = ''] of of('removed'))
    if (present.has(id)) problems.push(`item ${id} was removed and is back`);
}

/** A counter may be ahead of its last acknowledgement by one; the session's record must say what the counter says. */
async function checkCounters(engine: Engine, counted: string[][], problems: string[]): Promise<void> {
  const present = documentsOf(engine, NAMESPACES.counters);
  const last = new Map(counted.map(([key = '', n = '', session = '']) => [key, { n: Number(n), session }]));
  for (const [key, { n, session }] of last) {
    const value = present.get(Number(key))?.get('n');
    const stored = isNumeric(value) ? toNumber(value) : -1;
    if (stored < n) problems.push(`counter ${key} was acknowledged at ${n} and is at ${stored}`);
    let ran = false;
    await engine.write({ retry: { session, txnNumber: BigInt(stored) } }, () => {
      ran = true;
      return new Map();
    });
    if (ran) problems.push(`the retry record of ${session} at ${stored} is missing`);
  }
}

function checkTransactions(engine: Engine, transacted: string[][], problems: string[]): void {
  const left = documentsOf(engine, NAMESPACES.left);
  const right = documentsOf(engine, NAMESPACES.right);
  for (const [id = ''] of transacted)
    if (!left.has(id)) problems.push(`transaction ${id} was acknowledged and is lost`);
  for (const id of new Set([...left.keys(), ...right.keys()]))
    if (!left.has(id) || !right.has(id)) problems.push(`transaction ${show(id)} is torn`);
  let sum = 0;
  for (const account of documentsOf(engine, NAMESPACES.accounts).values())
    sum += Number(account.get('amount'));
  if (sum !== ACCOUNTS * START_AMOUNT)
    problems.push(`the accounts sum to ${sum}, not ${ACCOUNTS * START_AMOUNT}`);
}
