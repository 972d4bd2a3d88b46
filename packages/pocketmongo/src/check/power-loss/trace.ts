/** What a process did to the file of the data and what it acknowledged, in order. */
export type TraceEvent =
  | {
      kind: 'write';
      offset: number;
      bytes: Buffer;
      /** On disk when it returns: the file is open with O_DSYNC. */ synchronous: boolean;
    }
  | { kind: 'sync' }
  /** The file gets its final name, which is on disk when its directory is synced. */
  | { kind: 'renamed' }
  | { kind: 'named' }
  | { kind: 'acknowledged'; commit: number };

/** The calls that {@link parseTrace} understands; others on the file make it throw. */
export const TRACED_CALLS =
  'openat,open,lseek,write,writev,pwrite64,pwritev,pwritev2,fdatasync,fsync,msync,sync_file_range,ftruncate,fallocate,renameat,renameat2,rename';

/** The data file by its names, its directory, and the file of the acknowledgements. */
export type Files = { isData: (path: string) => boolean; directory: string; journal: string };

type Descriptor = { path: string; synchronous: boolean; position: number };

const CALL = /^(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?/s;

/** Reads the output of `strace -f -y -xx -s BIG`. */
export function parseTrace(text: string, files: Files): TraceEvent[] {
  const { isData } = files;
  const descriptors = new Map<number, Descriptor>();
  const events: TraceEvent[] = [];
  for (const line of wholeLines(text)) {
    const [, , call = '', given = '', result = '', resultPath] = CALL.exec(line) ?? [];
    if (call === '' || Number(result) < 0) continue;
    if (call.startsWith('rename')) {
      if (isData(stringAt(given, 1))) events.push({ kind: 'renamed' });
      continue;
    }
    if (call === 'openat' || call === 'open') {
      const path = decodePath(resultPath ?? '');
      descriptors.set(Number(result), { path, synchronous: /O_D?SYNC/.test(given), position: 0 });
      continue;
    }
    const descriptor = descriptors.get(Number(/^(\d+)/.exec(given)?.[1] ?? -1));
    if (descriptor === undefined) continue;
    const event = eventOf(call, given, Number(result), descriptor, files);
    if (event !== undefined) events.push(event);
  }
  return events;
}

/** Joins the two halves of calls that others came between. */
function* wholeLines(text: string): Generator<string> {
  const unfinished = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [thread = ''] = line.split(' ');
    if (line.endsWith('<unfinished ...>')) {
      unfinished.set(thread, line.slice(0, -'<unfinished ...>'.length).trimEnd());
      continue;
    }
    const resumed = /^\d+ +<\.\.\. \w+ resumed>(.*)$/s.exec(line);
    if (resumed === null) yield line;
    else yield (unfinished.get(thread) ?? '') + (resumed[1] ?? '');
  }
}

const decodePath = (path: string): string => (path.includes('\\x') ? bytesOf(path).toString() : path);

function bytesOf(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}

const strings = (given: string): Buffer =>
  Buffer.concat(
    Array.from(given.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g), ([, escaped = '']) => bytesOf(escaped)),
  );

const stringAt = (given: string, at: number): string =>
  bytesOf([...given.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)][at]?.[1] ?? '').toString();

function eventOf(
  call: string,
  given: string,
  result: number,
  descriptor: Descriptor,
  { isData, journal, directory }: Files,
): TraceEvent | undefined {
  if (descriptor.path === journal && call === 'write') {
    const [, commit] = strings(given).toString().split(' ');
    return { kind: 'acknowledged', commit: Number(commit) };
  }
  if (call === 'fsync' && descriptor.path === directory) return { kind: 'named' };
  if (!isData(descriptor.path)) return undefined;
  switch (call) {
    case 'lseek':
      descriptor.position = result;
      return undefined;
    case 'write':
    case 'writev': {
      const offset = descriptor.position;
      descriptor.position += result;
      return written(given, offset, result, descriptor);
    }
    case 'pwrite64':
    case 'pwritev':
      return written(given, Number(/, (\d+)$/.exec(given)?.[1]), result, descriptor);
    case 'fsync':
    case 'fdatasync':
      return { kind: 'sync' };
    default:
      throw new Error(`the data file is changed by ${call}, which is not understood`);
  }
}

function written(given: string, offset: number, length: number, { synchronous }: Descriptor): TraceEvent {
  const bytes = strings(given);
  if (bytes.length < length || Number.isNaN(offset)) throw new Error('a write was not recorded whole');
  return { kind: 'write', offset, bytes: bytes.subarray(0, length), synchronous };
}
