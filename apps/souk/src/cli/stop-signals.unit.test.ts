import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { onStopSignal } from './stop-signals.ts';

describe('the signals that stop a command', () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  afterEach(() => {
    exit.mockClear();
  });

  it('count once when one Ctrl-C arrives by several ways, and end the process when somebody insists', () => {
    let time = 0;
    const seen: string[] = [];
    const signals = onStopSignal(
      (signal) => seen.push(signal),
      () => time,
    );
    process.emit('SIGINT', 'SIGINT');
    time = 20;
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGTERM', 'SIGTERM');
    expect(seen).toEqual(['SIGINT']);
    expect(exit).not.toHaveBeenCalled();
    time = 2_000;
    process.emit('SIGINT', 'SIGINT');
    expect(exit).toHaveBeenCalledWith(130);
    signals.end();
    expect(process.listeners('SIGHUP')).toEqual([]);
  });
});
