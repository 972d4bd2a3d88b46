import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Outbox } from './outbox.ts';

function recorded() {
  const sent: string[] = [];
  return { destroyed: false, sent, write: (reply: Buffer) => sent.push(reply.toString()) };
}
const bytes = (text: string): Buffer => Buffer.from(text);

describe('replies', () => {
  it('are held back until the turn in which requests came is over, and keep their order', async () => {
    const outbox = new Outbox();
    const socket = recorded();
    outbox.gather();
    outbox.send(socket, bytes('a'));
    outbox.send(socket, bytes('b'));
    await Promise.resolve();
    expect(socket.sent).toEqual([]);
    await setImmediate();
    expect(socket.sent).toEqual(['a', 'b']);
    outbox.send(socket, bytes('c'));
    expect(socket.sent).toEqual(['a', 'b', 'c']);
  });

  it('go out when they are many or one is long, those before it first', () => {
    const outbox = new Outbox();
    const [one, other] = [recorded(), recorded()];
    outbox.gather();
    outbox.send(one, bytes('a'));
    outbox.send(other, Buffer.alloc(100_000));
    expect([one.sent.length, other.sent.length]).toEqual([1, 1]);
    for (let n = 0; n < 15; n += 1) outbox.send(one, bytes('b'));
    expect(one.sent).toHaveLength(1);
    outbox.send(one, bytes('b'));
    expect(one.sent).toHaveLength(17);
  });

  it('wait no longer once they have waited for other work again and again', async () => {
    const outbox = new Outbox();
    const socket = recorded();
    for (let turn = 0; turn < 3; turn += 1) {
      outbox.gather();
      const began = performance.now();
      while (performance.now() - began < 10) outbox.send(socket, bytes('a'));
      await setImmediate();
    }
    const before = socket.sent.length;
    outbox.gather();
    outbox.send(socket, bytes('b'));
    expect(socket.sent).toHaveLength(before + 1);
  });

  it('are not sent to a socket that was closed meanwhile', () => {
    const outbox = new Outbox();
    const [closed, open] = [recorded(), recorded()];
    outbox.gather();
    outbox.send(closed, bytes('a'));
    outbox.send(open, bytes('b'));
    closed.destroyed = true;
    outbox.flush();
    expect([closed.sent, open.sent]).toEqual([[], ['b']]);
  });
});
