import { accessSync, constants, readFileSync } from 'node:fs';
import { readConfig } from '../config.ts';
import { readColumnMap } from '../import/column-map.ts';
import { IMPORT_KINDS } from '../import/kinds.ts';
import { runImport, type ImportReport } from '../import/run-import.ts';
import { projectRoot } from '../project-root.ts';
import { CommandError } from './command-error.ts';
import { readOptions } from './options.ts';
import { onStopSignal } from './stop-signals.ts';
import { withApi } from './with-api.ts';

const options = {
  map: {
    type: 'string',
    value: 'FILE',
    help: 'JSON that says where each column comes from: {"title": "product_name"}; docs/import.md tells more',
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
  requireReadable(source);
  const config = readConfig(process.env, projectRoot);
  const map = readColumnMap(parsed.values.map, kind);
  const interruption = watchForInterruption();
  try {
    const report = await withApi(config, (api) =>
      runImport(api, {
        kind,
        source,
        map,
        mapText: parsed.values.map === undefined ? '' : readFileSync(parsed.values.map, 'utf8'),
        delimiter: parsed.values.delimiter ?? ',',
        currency: config.SOUK_CURRENCY,
        dataDir: config.SOUK_DATA,
        stop: interruption.stop,
      }),
    );
    return conclude(report);
  } finally {
    interruption.end();
  }
}

/** Said before Souk is started for it. */
function requireReadable(source: string): void {
  if (source === '-') return;
  try {
    accessSync(source, constants.R_OK);
  } catch (error) {
    throw new CommandError(`can't read ${source}: ${Error.isError(error) ? error.message : String(error)}`);
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
function watchForInterruption(): { stop: AbortSignal; end: () => void } {
  const stopping = new AbortController();
  const { end } = onStopSignal(() => {
    process.stderr.write('\nfinishing what is in hand …\n');
    stopping.abort();
  });
  return { stop: stopping.signal, end };
}

function describeKind({ name, summary, columns }: (typeof IMPORT_KINDS)[number]): string {
  const rows = columns.map(
    (column) => `    ${column.name.padEnd(24)} ${column.required ? '' : '(optional) '}${column.help}`,
  );
  return [`  ${name}: ${summary}`, ...rows].join('\n');
}
