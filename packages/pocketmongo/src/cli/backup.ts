import { backupToFolder } from '../backup/folder.ts';
import { writeBackupStream } from '../backup/stream.ts';
import { readOptions, required, say, type CliCommand } from './terminal.ts';

const HELP = `pocketmongo backup --data DIR --to FOLDER|-

Copies a data directory as it is at one moment, also while a server in another process writes to it: the server goes on
undisturbed, the copy holds whole commits only.
  --data DIR   folder of the data
  --to FOLDER  folder to make; it is a data directory that a server can be started on
  --to -       writes the copy to standard output, as one stream with a checksum at its end
`;

export const backup: CliCommand = {
  help: HELP,
  run: async (args, { stdout, stderr }) => {
    const { values } = readOptions(args, { data: { type: 'string' }, to: { type: 'string' } });
    const dataDir = required(values.data, '--data DIR');
    const to = required(values.to, '--to FOLDER');
    if (to === '-') {
      const entries = await writeBackupStream(dataDir, stdout);
      say(stderr, `${entries} entries written`);
    } else {
      const bytes = await backupToFolder(dataDir, to);
      say(stdout, `${to}: ${bytes} bytes`);
    }
    return 0;
  },
};
