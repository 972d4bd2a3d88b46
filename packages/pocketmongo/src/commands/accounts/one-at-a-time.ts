import type { Command, Reply, ServerContext } from '../command.ts';

/** The last change of accounts that each server has begun. */
const last = new WeakMap<ServerContext, Promise<unknown>>();

/**
 * A command that changes users or roles by what they are now: the next such command of the server waits until its change
 * is stored, else one of two that come together would undo the other.
 */
export function oneAtATime(command: Command): Command {
  return {
    ...command,
    run: (call) => {
      const before = last.get(call.server) ?? Promise.resolve();
      const run = async (): Promise<Reply> => command.run(call);
      const done = before.then(run, run);
      last.set(call.server, done);
      return done;
    },
  };
}
