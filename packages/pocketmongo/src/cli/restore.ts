import { createReadStream, statSync } from 'node:fs';
import { restoreFromFolder } from '../backup/folder.ts';
import { restoreFromStream } from '../backup/stream.ts';
import { checkDatabase } from '../check/check-database.ts';
import { readOptions, required, say, type CliCommand } from './terminal.ts';

const HELP = `pocketmongo restore --from FOLDER|FILE|- --data DIR

Makes a data directory from a backup and verifies it.
  --from FOLDER  a folder that "pocketmongo backup" made
  --from FILE    a stream that "pocketmongo backup --to -" wrote; - reads it from standard input
  --data DIR     folder to make; refused when it holds data already
`;

export const restore: CliCommand = {
  help: HELP,
  run: async (args, { stdin, stdout, stderr }) => {
    const { values } = readOptions(args, { from: { type: 'string' }, data: { type: 'string' } });
    const from = required(values.from, '--from FOLDER');
    const dataDir = required(values.data, '--data DIR');
    if (from !== '-' && statSync(from).isDirectory()) await restoreFromFolder(from, dataDir);
    else await restoreFromStream(from === '-' ? stdin : createReadStream(from), dataDir);
    const report = await checkDatabase(dataDir);
    for (const problem of report.problems) say(stderr, problem);
    say(stdout, `${dataDir}: ${report.collections} collections, ${report.documents} documents`);
    return report.problems.length === 0 ? 0 : 1;
  },
};
