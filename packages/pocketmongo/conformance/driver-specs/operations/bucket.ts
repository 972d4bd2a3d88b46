import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GridFSBucket, ObjectId } from 'mongodb';
import { type Fields, fieldsOf, stringOf } from '../format.ts';
import { Skipped } from '../outcome.ts';
import type { Arguments } from './argument.ts';

/** Operations of a GridFS bucket, whose contents are strings of one character per byte. */
export const BUCKET_OPERATIONS: Readonly<
  Record<string, (bucket: GridFSBucket, given: Arguments) => Promise<unknown>>
> = {
  download: (bucket, given) =>
    contentOf(bucket.openDownloadStream(given.value('id') as ObjectId, given.optionsBut('id'))),
  downloadByName: (bucket, given) =>
    contentOf(bucket.openDownloadStreamByName(given.text('filename'), given.optionsBut('filename'))),
  upload: async (bucket, given) => {
    const stream = bucket.openUploadStream(given.text('filename'), given.optionsBut('filename', 'source'));
    await pipeline(Readable.from([bytesOf(given.document('source'))]), stream);
    return stream.id;
  },
  delete: (bucket, given) => bucket.delete(given.value('id') as ObjectId, given.optionsBut('id')),
  rename: (bucket, given) =>
    bucket.rename(
      given.value('id') as ObjectId,
      given.text('newFilename'),
      given.optionsBut('id', 'newFilename'),
    ),
  deleteByName: () => Promise.reject(new Skipped('the driver has no deleteByName')),
  renameByName: () => Promise.reject(new Skipped('the driver has no renameByName')),
  drop: (bucket, given) => bucket.drop(given.optionsBut()),
};

async function contentOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

const bytesOf = (source: Fields): Buffer =>
  Buffer.from(stringOf(fieldsOf(source, 'source').$$hexBytes, '$$hexBytes'), 'hex');
