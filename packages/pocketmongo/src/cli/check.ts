import { checkDatabase } from '../check/check-database.ts';
import { requireDatabase } from '../backup/data-files.ts';
import { readOptions, required, say, UsageError, type CliCommand } from './terminal.ts';

const HELP = `pocketmongo check DIR

Verifies a data directory that no server has open: every document decodes, every index holds exactly the entries of its
documents, the counters are right. Prints what it found; ends with 1 when something is wrong.
`;

export const check: CliCommand = {
  help: HELP,
  run: async (args, { stdout, stderr }) => {
    const { values, positionals } = readOptions(args, { data: { type: 'string' } }, true);
    const [positional, ...more] = positionals;
    if (more.length > 0) throw new UsageError('one directory at a time');
    const dataDir = required(positional ?? values.data, 'DIR');
    requireDatabase(dataDir);
    const report = await checkDatabase(dataDir);
    for (const problem of report.problems) say(stderr, problem);
    say(
      stdout,
      `${report.collections} collections, ${report.documents} documents, ${report.indexEntries} index entries, ` +
        `${report.retryRecords} retry records: ${report.problems.length === 0 ? 'sound' : `${report.problems.length} problems`}`,
    );
    return report.problems.length === 0 ? 0 : 1;
  },
};
