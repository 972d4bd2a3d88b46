import { Binary, doc, type Doc, Timestamp, type Value } from '../bson/values.ts';
import { splitNamespace } from '../catalog/namespace.ts';
import { commandError } from '../errors.ts';
import { isLoggedDocument, isOfView, type LoggedChange, type LoggedDocument } from '../oplog/decode-row.ts';
import { logicalSession } from '../sessions/session-key.ts';
import type { StreamOptions } from './options.ts';
import { resumeToken, type TokenKind } from './resume-token.ts';
import { updateDescription } from './update-description.ts';

/** The present document with this `_id`, for `updateLookup`. */
export type LookUp = (namespace: string, key: Doc) => Doc | null;

/** The place behind a change. */
export const placeAfter = ({ time, index }: LoggedChange) => ({ time, index: index + 1 });

function head(change: LoggedChange, operationType: string, kind: TokenKind): Doc {
  const { time, wallTime, origin } = change;
  const event = doc({
    _id: resumeToken(placeAfter(change), kind),
    operationType,
    clusterTime: new Timestamp({ t: time.seconds, i: time.increment }),
    wallTime: new Date(wallTime),
  });
  if (origin !== undefined) {
    event.set('txnNumber', origin.txnNumber);
    event.set('lsid', logicalSession(origin.session));
  }
  return event;
}

/** The event of a change. */
export function eventOf(change: LoggedChange, options: StreamOptions, lookUp: LookUp): Doc {
  const event = head(change, change.kind, 'event');
  const { database, name } = splitNamespace(change.namespace);
  if (options.expanded && change.kind !== 'dropDatabase' && !isOfView(change))
    event.set('collectionUUID', new Binary(change.uuid, Binary.SUBTYPE_UUID));
  if (change.kind === 'dropDatabase') {
    event.set('ns', doc({ db: change.namespace }));
    return event;
  }
  const place = doc({ db: database, coll: name });
  if (isLoggedDocument(change)) {
    addDocument(event, change, place, options, lookUp);
    return event;
  }
  event.set('ns', place);
  const { description } = change;
  const to = description.get('to');
  if (typeof to === 'string') addRename(event, to, description, options);
  if (!options.expanded) return event;
  for (const field of ['operationDescription', 'stateBeforeChange']) {
    const told = description.get(field);
    if (told !== undefined) event.set(field, told);
  }
  return event;
}

function addRename(event: Doc, to: string, description: Doc, { expanded }: StreamOptions): void {
  const { database, name } = splitNamespace(to);
  const target = doc({ db: database, coll: name });
  event.set('to', target);
  if (!expanded) return;
  const dropTarget = description.get('dropTarget');
  const dropped = dropTarget === undefined ? {} : { dropTarget };
  event.set('operationDescription', doc({ to: target, ...dropped }));
}

/** The event that ends a stream; it lies right behind the one that made it necessary. */
export const invalidation = (change: LoggedChange): Doc => head(change, 'invalidate', 'invalidate');

function addDocument(
  event: Doc,
  change: LoggedDocument,
  place: Doc,
  options: StreamOptions,
  lookUp: LookUp,
): void {
  const key = doc({ _id: change.id().get('_id') ?? null });
  const full = fullDocument(change, key, options, lookUp);
  if (full !== undefined) event.set('fullDocument', full);
  event.set('ns', place);
  event.set('documentKey', key);
  if (change.kind === 'update' && change.before !== undefined && change.after !== undefined) {
    const images = { before: change.before(), after: change.after(), whole: change.whole };
    event.set('updateDescription', updateDescription(images, options.expanded));
  }
  if (options.beforeChange !== 'off' && change.kind !== 'insert')
    event.set('fullDocumentBeforeChange', image(change, options, 'pre'));
}

function fullDocument(
  change: LoggedDocument,
  key: Doc,
  options: StreamOptions,
  lookUp: LookUp,
): Value | undefined {
  if (change.kind === 'delete') return undefined;
  if (change.kind !== 'update') return change.after?.();
  if (options.fullDocument === 'default') return undefined;
  if (options.fullDocument === 'updateLookup') return lookUp(change.namespace, key);
  return image(change, options, 'post');
}

/** Images are told where the collection keeps them and until they expire, though the log may know more. */
function image(
  change: LoggedDocument,
  { fullDocument: wanted, beforeChange, imagesFrom }: StreamOptions,
  which: 'pre' | 'post',
): Value {
  const made = which === 'pre' ? change.before : change.after;
  if (change.images && made !== undefined && change.wallTime >= imagesFrom()) return made();
  if ((which === 'pre' ? beforeChange : wanted) === 'whenAvailable') return null;
  const events = which === 'pre' ? 'update, delete and replace' : 'update';
  throw commandError(
    'NoMatchingDocument',
    `Change stream was configured to require a ${which}-image for all ${events} events, but the ${which}-image was not found for event: ${change.kind} on ${change.namespace}`,
  );
}
