import type { AnyBulkWriteOperation, AnyClientBulkWriteModel, Document } from 'mongodb';
import { type Fields, onlyEntry } from '../format.ts';

/** `{insertOne: {document}}` and its like, which the driver takes as they are; the document is copied for its _id. */
export function bulkModel(model: Fields): AnyBulkWriteOperation {
  const [name, fields] = onlyEntry(model, 'write model');
  const copied = name === 'insertOne' ? { document: { ...(fields.document as Fields) } } : {};
  return { [name]: { ...fields, ...copied } } as unknown as AnyBulkWriteOperation;
}

/** A model of a client's bulk write: its name stands beside its fields. */
export function clientBulkModel(model: Fields): AnyClientBulkWriteModel<Document> {
  const [name, fields] = onlyEntry(model, 'write model');
  const copied = name === 'insertOne' ? { document: { ...(fields.document as Fields) } } : {};
  return { name, ...fields, ...copied } as unknown as AnyClientBulkWriteModel<Document>;
}
