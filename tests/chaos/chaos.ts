import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';

const HELP = `npm run chaos -- [--seed N] [--checkouts N] [--kills N]

Buys from a Souk that is killed by SIGKILL at random moments and started again, with the payment provider in processes
of its own; then checks that nothing acknowledged is lost, nothing happened twice and all books agree.
  --seed N       gives what is bought and when Souk is killed; made up and printed when left out
  --checkouts N  how many checkouts; 2000 when left out
  --kills N      how often Souk is killed while it runs; 60 when left out
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1_000_000)) },
    checkouts: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '60' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const report = await runChaos({
    seed: whole('seed', values.seed),
    checkouts: whole('checkouts', values.checkouts),
    kills: whole('kills', values.kills),
    say: (line) => console.log(line),
  });
  console.log(report.text);
  console.log(
    report.holds ? 'chaos: every invariant holds' : `chaos: BROKEN; once more with --seed ${values.seed}`,
  );
  process.exitCode = report.holds ? 0 : 1;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`--${name} ${text}: expected a whole number from 1`);
  return value;
}
