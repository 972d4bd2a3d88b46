import { requireDatabase } from '../backup/data-files.ts';
import { startPocketMongo } from '../index.ts';
import { readOptions, required, say, UsageError, type CliCommand } from './terminal.ts';

const HELP = `pocketmongo export (--data DIR | --from URI) --to URI [--only DATABASE,…] [--drop]

Copies databases, collections with their options, indexes, views and documents to a MongoDB (or another pocketmongo) and
compares the numbers at the end. Documents arrive byte for byte. Users can't be moved, and roles are not: they are listed. Nothing
should write to the source meanwhile.
  --data DIR          data directory that no server has open
  --from URI          or: connection string of a running server
  --to URI            connection string of the target
  --only DATABASE,…   these databases only
  --drop              replaces collections that the target already has; without it they are refused
`;

export const exportAll: CliCommand = {
  help: HELP,
  run: async (args, { stdout, stderr }) => {
    const { values } = readOptions(args, {
      data: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      only: { type: 'string' },
      drop: { type: 'boolean', default: false },
    });
    const to = required(values.to, '--to URI');
    if ((values.data === undefined) === (values.from === undefined))
      throw new UsageError('give either --data DIR or --from URI');
    // Loads the driver, which no other command needs.
    const { exportDatabases } = await import('../export/export.ts');
    const source = values.from === undefined ? await serveDirectory(values.data ?? '') : undefined;
    try {
      const differences = await exportDatabases({
        from: source?.uri('admin') ?? values.from ?? '',
        to,
        only: values.only === undefined ? undefined : new Set(values.only.split(',')),
        drop: values.drop,
        tell: (line) => say(stdout, line),
      });
      for (const difference of differences) say(stderr, difference);
      say(stdout, differences.length === 0 ? 'everything is there' : `${differences.length} differences`);
      return differences.length === 0 ? 0 : 1;
    } finally {
      await source?.stop();
    }
  },
};

function serveDirectory(dataDir: string) {
  requireDatabase(dataDir);
  // Nothing may expire while it is being counted.
  return startPocketMongo({ dataDir, mode: 'worker', ttlSweepMs: 0 });
}
