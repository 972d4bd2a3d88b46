import { v7 } from 'uuid';

const RANDOM_BYTES = 16;
/** Random bytes for so many ids are asked for at a time: asking costs more than making an id. */
const IDS_AT_A_TIME = 256;

let random = new Uint8Array(0);
let used = 0;
let msecs = Number.NEGATIVE_INFINITY;
let sequence = 0;

/** A UUIDv7 that is greater than all that this process has made before (RFC 9562, 6.2: a counter with a random start). */
export function orderedUuid(): string {
  const bytes = nextRandom();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // 31 bits, so that there is room to count.
    sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) >>> 1;
  } else {
    sequence = (sequence + 1) >>> 0;
    // Four thousand million ids in a millisecond, or a clock that stood still: time goes on by itself.
    if (sequence === 0) msecs += 1;
  }
  return v7({ random: bytes, msecs, seq: sequence });
}

function nextRandom(): Uint8Array {
  if (used === random.length) {
    random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES * IDS_AT_A_TIME));
    used = 0;
  }
  used += RANDOM_BYTES;
  return random.subarray(used - RANDOM_BYTES, used);
}
