import { systemContext } from '@souk/platform/context';
import type { Job } from '@souk/platform/service';
import type { Logger } from '@souk/platform/telemetry';

/** The jobs of all services, running. */
export type JobRunner = {
  /** Lets the runs in hand end and starts no more. */
  stop(): Promise<void>;
};

/** Runs each job every `everyMs` after its last run has ended; a failure is logged and the next run comes all the same. */
export function runJobs(jobs: readonly Job[], log: Logger): JobRunner {
  let stopped = false;
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const schedule = (job: Job): void => {
    const timer = setTimeout(() => {
      const run = runOnce(job, log).finally(() => {
        running.delete(run);
        if (!stopped) schedule(job);
      });
      running.add(run);
    }, job.everyMs);
    timer.unref();
    timers.set(job.name, timer);
  };

  for (const job of jobs) schedule(job);
  return {
    stop: async () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

async function runOnce(job: Job, log: Logger): Promise<void> {
  const ctx = systemContext(job.name, log);
  try {
    await job.run(ctx);
  } catch (error) {
    ctx.log.error({ err: error, job: job.name }, 'the job failed; it runs again later');
  }
}
