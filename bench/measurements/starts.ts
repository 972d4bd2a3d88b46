import { setTimeout as delay } from 'node:timers/promises';
import { startSoukProcess, temporaryData } from '../../tests/harness/souk-process.ts';
import type { Row } from '../report/row.ts';
import { ownMemoryMb } from '../world/processor-time.ts';
import type { Measurement } from './measurement.ts';

/** Starts on a data directory that is there already, to the first 200; and the memory of a Souk with nothing to do. */
export const starts: Measurement = {
  name: 'starts',
  measure: async ({ quick }) => {
    const { dataDir, remove } = temporaryData('bench');
    try {
      const first = await startSoukProcess({ dataDir });
      await first.stop();
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const souk = await startSoukProcess({ dataDir });
        times.push(souk.readyAfterMs);
        await souk.stop();
      }
      return [startRow(times), ...(await memoryRows(dataDir, quick))];
    } finally {
      remove();
    }
  },
};

function startRow(times: readonly number[]): Row {
  return {
    what: 'second start to the first 200, best of 5',
    value: Math.min(...times) / 1000,
    unit: 's',
    goal: { kind: 'at-most', value: 1.5 },
    notes: `all: ${times.map((ms) => (ms / 1000).toFixed(2)).join(', ')}`,
  };
}

async function memoryRows(dataDir: string, quick: boolean): Promise<readonly Row[]> {
  const souk = await startSoukProcess({ dataDir });
  await delay(quick ? 1_000 : 10_000);
  const memory = ownMemoryMb(souk.pid);
  await souk.stop();
  if (memory === null) return [];
  return [
    {
      what: 'idle memory without mapped pages',
      value: memory.own,
      unit: 'MB',
      goal: { kind: 'at-most', value: 250 },
      notes: `resident with mapped pages: ${Math.round(memory.resident)} MB`,
    },
  ];
}
