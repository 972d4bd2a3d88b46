import type { Stage } from './stage.ts';

const EVERY_MS = 1_000;

/** Shows once a second how far business time has come; on a terminal in one line. */
export function showProgress(out: NodeJS.WriteStream): { show: Stage['say']; end: () => void } {
  let shownAt = Date.now();
  const startedAt = shownAt;
  return {
    show: ({ at, done, of }) => {
      const now = Date.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      const rate = (done / ((now - startedAt) / 1_000)).toFixed(0);
      const line = `${at.toISOString().slice(0, 10)}: ${done} of ${of} moments, ${rate} a second`;
      out.write(out.isTTY ? `\r${line}` : `${line}\n`);
    },
    end: () => {
      if (out.isTTY) out.write('\n');
    },
  };
}
