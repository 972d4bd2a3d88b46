import { existsSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time that a process has used so far; null where the system does not tell (not Linux). */
export function processorMs(pid: number): number | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  // The second field may hold spaces and brackets; what follows its end does not.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Megabytes of memory that a process has for itself, without mapped files; null where the system does not tell. */
export function ownMemoryMb(pid: number): { own: number; resident: number } | null {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return null;
  const status = readFileSync(file, 'utf8');
  const of = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { own: of('RssAnon'), resident: of('VmRSS') };
}

/** Processor time that `work` cost the process, for each of `times`; for the notes of a row. */
export async function withProcessorTime<T>(
  pid: number,
  times: (result: T) => number,
  work: () => Promise<T>,
): Promise<{ result: T; cost: string }> {
  const before = processorMs(pid);
  const result = await work();
  const after = processorMs(pid);
  if (before === null || after === null) return { result, cost: '' };
  return { result, cost: `${((after - before) / times(result)).toPrecision(3)} ms of processor each` };
}
