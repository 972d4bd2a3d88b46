import { readConfig } from '../config.ts';
import { readColumnMap } from '../import/column-map.ts';
import { IMPORT_KINDS } from '../import/kinds.ts';
import { runImport, type ImportReport } from '../import/run-import.ts';
import { projectRoot } from '../project-root.ts';
import { CommandError } from './command-error.ts';
import { readOptions } from './options.ts';
import { withApi } from './with-api.ts';

const options = {
  map: {
    type: 'string',
    value: 'FILE',
    help: 'JSON that says where each column comes from: {"title": "product_name"}',
  },
  delimiter: { type: 'string', value: 'CHAR', help: 'what stands between the cells (default: a comma)' },
} as const;

const usage = `souk import KIND FILE [OPTIONS]

Reads CSV with a header line, plain or gzipped; FILE is a path, or - for standard input.
Running it again changes nothing; interrupted, it goes on where it stopped.

${IMPORT_KINDS.map(describeKind).join('\n\n')}
`;

/** `souk import products products.csv`: exit 0 when every row is in Souk, 1 when some were bad, 130 when interrupted. */
export async function run(args: string[]): Promise<number> {
  const parsed = readOptions(args, usage, options);
  if (parsed === null) return 0;
  const [kindName, source, ...rest] = parsed.positionals;
  const kind = IMPORT_KINDS.find((each) => each.name === kindName);
  if (kind === undefined || source === undefined || rest.length > 0) {
    const kinds = IMPORT_KINDS.map((each) => each.name).join(', ');
    throw new CommandError(
      `say what to import and from where: souk import KIND FILE, with KIND one of ${kinds}`,
      2,
    );
  }
  const config = readConfig(process.env, projectRoot);
  const map = readColumnMap(parsed.values.map, kind);
  const interruption = watchForInterruption();
  try {
    const report = await withApi(config, (api) =>
      runImport(api, {
        kind,
        source,
        map,
        delimiter: parsed.values.delimiter ?? ',',
        currency: config.SOUK_CURRENCY,
        dataDir: config.SOUK_DATA,
        interrupted: interruption.seen,
      }),
    );
    return conclude(report);
  } finally {
    interruption.end();
  }
}

function conclude({ rows, counts, bad, finished }: ImportReport): number {
  const outcomes = Object.entries(counts).map(([outcome, many]) => `${many} ${outcome}`);
  console.log(`${rows} rows: ${outcomes.join(', ') || 'none sent'}; ${bad} bad`);
  if (!finished) {
    console.log('Interrupted. The same command goes on where this one stopped.');
    return 130;
  }
  return bad === 0 ? 0 : 1;
}

/** The first interrupt lets what is in hand end; a second one ends the process at once. */
function watchForInterruption(): { seen: () => boolean; end: () => void } {
  let seen = false;
  const onSignal = (): void => {
    if (seen) process.exit(130);
    seen = true;
    process.stderr.write('\nfinishing what is in hand …\n');
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    seen: () => seen,
    end: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function describeKind(kind: (typeof IMPORT_KINDS)[number]): string {
  const rows = kind.columns.map(
    ({ name, required, help }) => `    ${name.padEnd(24)} ${required ? '' : '(optional) '}${help}`,
  );
  return [`  ${kind.name}`, ...rows].join('\n');
}
