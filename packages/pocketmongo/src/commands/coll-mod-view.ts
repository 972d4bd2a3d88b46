import type { Doc } from '../bson/values.ts';
import type { CommandCall } from './command.ts';
import { viewOptions } from './view-options.ts';

/** The options of a view after a collMod: what the command doesn't name stays. */
export function changedView(call: CommandCall, namespace: string, present: Doc): Doc {
  const body: Doc = new Map(call.body);
  for (const name of ['viewOn', 'pipeline'])
    if ((body.get(name) ?? null) === null) body.set(name, present.get(name) ?? null);
  const options = viewOptions({ ...call, body }, namespace);
  return new Map([...present, ...(options ?? [])]);
}
