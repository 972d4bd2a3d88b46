import type { Command, CommandCall, Reply } from '../commands/command.ts';
import type { Operation } from '../execution/operation.ts';
import { CommandError } from '../errors.ts';
import { noteProfile } from './note-profile.ts';
import { namespaceOfCommand } from './operation-kind.ts';
import { traceTotals } from './trace.ts';

/** Runs a command and notes it in the profile of its database and in what `top` tells. */
export async function runWatched(
  command: Command,
  call: CommandCall,
  run: () => Reply | Promise<Reply>,
): Promise<Reply> {
  const { profiler, top } = call.server;
  const op = profiler.watches(call.database) ? tracedOperation(call) : undefined;
  const before = traceTotals(op?.trace);
  const start = performance.now();
  let outcome: Reply | CommandError | undefined;
  try {
    outcome = await run();
    return outcome;
  } catch (error) {
    if (error instanceof CommandError) outcome = error;
    throw error;
  } finally {
    const millis = performance.now() - start;
    const namespace = namespaceOfCommand(call.database, call.name, call.body);
    if (top.isOn) top.add(namespace, call.name, { reads: command.kind === 'read' || call.name === 'getMore', millis }); // prettier-ignore
    if (op !== undefined && outcome !== undefined)
      await noteProfile(call, { millis, outcome, trace: op.trace ?? [], before });
  }
}

/** The operation whose plans are watched: of a further batch the one that opened its cursor. */
function tracedOperation({ name, body, server, op }: CommandCall): Operation {
  const id = name === 'getMore' ? body.get('getMore') : undefined;
  if (typeof id === 'bigint' && server.cursors.has(id)) return server.cursors.get(id).op;
  op.trace = [];
  return op;
}
