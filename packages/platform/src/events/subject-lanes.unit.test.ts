import { describe, expect, it } from '@jest/globals';
import { SubjectLanes, type LaneOutcome } from './subject-lanes.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('subject lanes', () => {
  it('run one subject in order and several side by side, up to the limit', async () => {
    const started: string[] = [];
    const gates = new Map<string, () => void>();
    const lanes = new SubjectLanes<string>(2, async (task) => {
      started.push(task);
      await new Promise<void>((resolve) => gates.set(task, resolve));
      return undefined;
    });
    for (const task of ['a1', 'a2', 'b1', 'c1']) lanes.add(task.slice(0, 1), task);
    await turn();
    expect(started).toEqual(['a1', 'b1']);
    gates.get('b1')?.();
    await turn();
    expect(started).toEqual(['a1', 'b1', 'c1']);
    gates.get('a1')?.();
    await turn();
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2']);
    for (const gate of gates.values()) gate();
    await lanes.stop();
  });

  it('hold back a subject that waits for its next try, and nobody else', async () => {
    const done: string[] = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let failures = 2;
    const lanes = new SubjectLanes<string>(1, (task, attempt): Promise<LaneOutcome> => {
      if (task === 'a1' && failures > 0) {
        failures -= 1;
        return Promise.resolve({ retryAfterMs: 1 });
      }
      done.push(`${task} at try ${attempt}`);
      if (task === 'a2') resolve(undefined);
      return Promise.resolve(undefined);
    });
    lanes.add('a', 'a1');
    lanes.add('a', 'a2');
    lanes.add('b', 'b1');
    await promise;
    expect(done).toEqual(['b1 at try 1', 'a1 at try 3', 'a2 at try 1']);
  });

  it('start nothing after they were stopped', async () => {
    const done: string[] = [];
    const lanes = new SubjectLanes<string>(1, (task) => {
      done.push(task);
      return Promise.resolve(task === 'a1' ? { retryAfterMs: 0 } : undefined);
    });
    lanes.add('a', 'a1');
    await lanes.stop();
    lanes.add('b', 'b1');
    await turn();
    expect(done).toEqual(['a1']);
  });
});
