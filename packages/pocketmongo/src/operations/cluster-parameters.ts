import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Timestamp, type Value } from '../bson/values.ts';
import type { Engine } from '../engine.ts';
import { ownCollection } from '../records/own-collection.ts';
import { commandError, locationError } from '../errors.ts';

const NAMESPACE = 'admin.system.clusterParameters';
const CHANGE_STREAMS = 'changeStreamOptions';

/** The parameters that outlive the server: there is one, how long pre- and post-images are told. */
export interface ClusterParameters {
  /** As `getClusterParameter` shows them. */
  list: () => Doc[];
  /** Sets `{changeStreamOptions: {preAndPostImages: {expireAfterSeconds}}}`; durable when it resolves. */
  set: (parameters: Doc, time: Timestamp) => Promise<void>;
  /** The wall time from which on images are told, in milliseconds. */
  imagesFrom: (now: number) => number;
}

/** Reads the stored parameters and keeps them in memory. */
export function openClusterParameters(engine: Engine): ClusterParameters {
  const collection = ownCollection(engine, NAMESPACE);
  const [found] = collection.all();
  let stored = found ?? doc({ _id: CHANGE_STREAMS, preAndPostImages: doc({ expireAfterSeconds: 'off' }) });
  return {
    list: () => [stored],
    set: async (parameters, time) => {
      const changed = doc({ _id: CHANGE_STREAMS, clusterParameterTime: time, preAndPostImages: imagesIn(parameters) }); // prettier-ignore
      await collection.change([changed]);
      stored = changed;
    },
    imagesFrom: (now) => {
      const images = stored.get('preAndPostImages');
      const seconds = isDoc(images) ? images.get('expireAfterSeconds') : undefined;
      return isNumeric(seconds) ? now - toNumber(seconds) * 1_000 : Number.NEGATIVE_INFINITY;
    },
  };
}

/** `{expireAfterSeconds}` of the parameters to set. Throws for anything else. */
function imagesIn(parameters: Doc): Doc {
  const [name = ''] = parameters.keys();
  if (parameters.size !== 1 || name !== CHANGE_STREAMS)
    throw commandError('NoSuchKey', `Unknown Cluster Parameter '${name}'`);
  const images = onlyField(parameters.get(name), name, 'preAndPostImages');
  const seconds = onlyField(images, `${name}.preAndPostImages`, 'expireAfterSeconds');
  const number = isNumeric(seconds) ? toNumber(seconds) : Number.NaN;
  if (seconds === 'off') return doc({ expireAfterSeconds: seconds });
  if (Number.isInteger(number) && number > 0) return doc({ expireAfterSeconds: BigInt(number) });
  throw commandError('BadValue', "Expected a positive integer or 'off' value for 'expireAfterSeconds'");
}

function onlyField(value: Value | undefined, place: string, field: string): Value | undefined {
  if (!isDoc(value)) throw commandError('TypeMismatch', `BSON field '${place}' must be an object`);
  for (const name of value.keys())
    if (name !== field) throw locationError(40415, `BSON field '${place}.${name}' is an unknown field.`);
  return value.get(field);
}
