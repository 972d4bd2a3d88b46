import { encodeDocument } from '../bson/encode.ts';
import type { Chunks } from '../aggregation/stage.ts';
import type { Doc } from '../bson/values.ts';
import type { EngineCursor, Row } from '../engine.ts';
import { checkSize } from '../records/insert.ts';
import type { BatchSource } from './cursor-store.ts';

/** Rows of a query; `project` missing sends the stored bytes. */
export function rowSource(
  cursor: EngineCursor,
  project: ((row: Row) => Uint8Array) | undefined,
): BatchSource {
  return {
    next: async (maxDocs, maxBytes) => {
      const { rows, done } = await cursor.nextBatch(maxDocs, maxBytes);
      const documents = rows.map((row) => (project === undefined ? row.raw : project(row)));
      return { documents, done };
    },
    close: () => cursor.close(),
  };
}

/** Documents that come in chunks, as an aggregation gives them. */
export function chunkSource(chunks: Chunks): BatchSource {
  const iterator = flow(chunks);
  let waiting: readonly Doc[] = [];
  let at = 0;
  let ended = false;
  const fill = async (): Promise<void> => {
    while (at >= waiting.length && !ended) {
      const next = await iterator.next();
      ended = next.done === true;
      waiting = next.done === true ? [] : next.value;
      at = 0;
    }
  };
  return {
    next: async (maxDocs, maxBytes) => {
      const documents: Uint8Array[] = [];
      let bytes = 0;
      await fill();
      while (at < waiting.length && documents.length < maxDocs) {
        const document = waiting[at];
        if (document === undefined) break;
        const encoded = encodeDocument(document);
        checkSize(encoded);
        if (documents.length > 0 && bytes + encoded.length > maxBytes) break;
        documents.push(encoded);
        bytes += encoded.length;
        at += 1;
        await fill();
      }
      return { documents, done: ended && at >= waiting.length };
    },
    close: () => {
      ended = true;
      waiting = [];
      // Lets the stages release what they hold; a failure while closing has no one left to tell.
      iterator.return(undefined).then(undefined, () => undefined);
    },
  };
}

async function* flow(chunks: Chunks): AsyncGenerator<readonly Doc[], undefined> {
  yield* chunks;
}
