import type { ChangeStream, ChangeStreamOptions, Document } from 'mongodb';

/** What a stream is opened on: a collection, a database, a client. */
type Watchable = { watch: (pipeline?: Document[], options?: ChangeStreamOptions) => ChangeStream };

/** A stream that is open before it is given back. */
export async function opened(
  on: Watchable,
  options: ChangeStreamOptions = {},
  pipeline: Document[] = [],
): Promise<ChangeStream> {
  const stream = on.watch(pipeline, { maxAwaitTimeMS: 20, ...options });
  await stream.tryNext();
  return stream;
}

/** A stream that goes on from somewhere, of which nothing has been read. */
export const resumed = (
  on: Watchable,
  options: ChangeStreamOptions,
  pipeline: Document[] = [],
): ChangeStream => on.watch(pipeline, { maxAwaitTimeMS: 20, ...options });

/** The next events of a stream, which is closed behind them. */
export async function events(stream: ChangeStream, count: number): Promise<Document[]> {
  const found: Document[] = [];
  while (found.length < count) found.push(await stream.next());
  await stream.close();
  return found;
}
