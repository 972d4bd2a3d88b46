/**
 * Records with strace what a run writes and syncs, and opens what the loss of power could have left of it:
 * `node scripts/power-loss.ts [--commits 60] [--samples 12] [--seed N] [--show]`. Ends with 1 at the first bad image.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from '../src/check/kill/workload.ts';
import type { TraceEvent } from '../src/check/power-loss/trace.ts';
import { hasStrace, record, verifyImages } from '../src/check/power-loss/power-loss.ts';

const { values } = parseArgs({
  options: {
    commits: { type: 'string', default: '60' },
    samples: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
  },
});
function shown(event: TraceEvent): string {
  if (event.kind === 'write')
    return `write ${event.bytes.length} bytes at ${event.offset}${event.synchronous ? ', O_DSYNC' : ''}`;
  if (event.kind === 'acknowledged') return `acknowledged ${event.commit}`;
  const words = { sync: 'fdatasync', renamed: 'rename', named: 'fsync of the directory' };
  return words[event.kind];
}

if (!hasStrace()) {
  console.error('strace is not installed');
  process.exit(1);
}
const directory = mkdtempSync(join(tmpdir(), 'pocketmongo-power-'));
try {
  const events = record(directory, Number(values.commits));
  if (values.show) for (const event of events) console.log(shown(event));
  const count = (kind: string): number => events.filter((event) => event.kind === kind).length;
  console.log(
    `${values.commits} commits: ${count('write')} writes, ${count('sync')} syncs, ` +
      `${events.filter((event) => event.kind === 'write' && event.synchronous).length} writes of the meta page with O_DSYNC`,
  );
  const report = await verifyImages(directory, events, {
    allBelow: 5,
    samples: Number(values.samples),
    random: randomOf(Number(values.seed)),
  });
  console.log(
    `${report.images} images opened, ${report.ahead} of them one commit ahead of the last acknowledgement, ` +
      `${report.problems.length} bad`,
  );
  for (const problem of report.problems.slice(0, 20)) console.error(problem);
  if (report.problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
