import { serialize, type Document } from 'bson';
import { deflateSync } from 'node:zlib';
import type { Tree } from './commands.ts';
import type { Random } from './random.ts';

const OP_MSG = 2013;
const OP_COMPRESSED = 2012;
const OP_QUERY = 2004;

export function message(opCode: number, content: Uint8Array, requestId = 1): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + content.length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, content]);
}

/** A command as an OP_MSG. */
export function opMsg(command: Tree | Document, requestId = 1): Buffer {
  return message(
    OP_MSG,
    Buffer.concat([Buffer.alloc(5), serialize(command, { checkKeys: false })]),
    requestId,
  );
}

function compressed(inner: Buffer, random: Random): Buffer {
  const content = inner.subarray(16);
  const prefix = Buffer.alloc(9);
  prefix.writeInt32LE(inner.readInt32LE(12), 0);
  prefix.writeInt32LE(random.chance(0.8) ? content.length : random.below(60_000_000), 4);
  prefix[8] = random.of([2, 2, 2, 0, 1, 3, 255]);
  return message(OP_COMPRESSED, Buffer.concat([prefix, deflateSync(content)]));
}

function asQuery(inner: Buffer, random: Random): Buffer {
  const name = Buffer.from(random.of(['admin.$cmd\0', 'fuzz.$cmd\0', 'fuzz\0', '$cmd\0', '\0']));
  const numbers = Buffer.alloc(8);
  numbers.writeInt32LE(-1, 4);
  return message(OP_QUERY, Buffer.concat([Buffer.alloc(4), name, numbers, inner.subarray(21)]));
}

/** A document of so many levels, made without recursion. */
function deepDocument(levels: number): Buffer {
  const bytes = Buffer.alloc(levels * 8 + 5);
  for (let level = 0; level < levels; level += 1) {
    const at = level * 7;
    bytes.writeInt32LE(levels * 8 + 5 - level * 8, at);
    bytes[at + 4] = 3;
    bytes[at + 5] = 97;
  }
  bytes.writeInt32LE(5, levels * 7);
  return bytes;
}

function flip(bytes: Buffer, from: number, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  for (let flips = 1 + random.below(8); flips > 0 && changed.length > from; flips -= 1)
    changed[from + random.below(changed.length - from)] = random.below(256);
  return changed;
}

function withSequence(inner: Buffer, random: Random): Buffer {
  const document = random.chance(0.5) ? serialize({ a: 1 }) : random.bytes(random.below(40));
  const name = Buffer.from(random.of(['documents\0', 'updates\0', 'deletes\0', '\0', 'documents']));
  const size = Buffer.alloc(4);
  const length = 4 + name.length + document.length;
  size.writeInt32LE(random.chance(0.8) ? length : random.below(2 ** 31), 0);
  const section = Buffer.concat([Buffer.from([1]), size, name, document]);
  return message(OP_MSG, Buffer.concat([inner.subarray(16), section]));
}

/** Ways to spoil the bytes of a good message. What comes out may still be one. */
export const SPOILERS: readonly ((good: Buffer, random: Random) => Buffer)[] = [
  (good, random) => flip(good, 16, random),
  (good, random) => flip(good, 20, random),
  (good, random) => flip(good, 0, random),
  (good, random) => good.subarray(0, random.below(good.length)),
  (good, random) => Buffer.concat([good, random.bytes(random.below(100))]),
  (_good, random) => random.bytes(random.below(200)),
  (_good, random) =>
    message(random.of([1, OP_MSG, OP_QUERY, OP_COMPRESSED, 2001, 0]), random.bytes(random.below(300))),
  (good, random) => compressed(good, random),
  (good, random) => compressed(flip(good, 16, random), random),
  (good, random) => asQuery(good, random),
  (good, random) => withSequence(good, random),
  (_good, random) =>
    message(
      OP_MSG,
      Buffer.concat([Buffer.alloc(5), deepDocument(random.of([50, 179, 181, 1_000, 100_000]))]),
    ),
  (good, random) => {
    const flagged = Buffer.from(good);
    flagged.writeUInt32LE(random.of([1, 2, 65_536, 3, 0xffff_0000, 4]), 16);
    return flagged;
  },
];
