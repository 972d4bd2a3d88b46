import { commandError } from '../../errors.ts';
import type { CommandCall } from '../command.ts';
import { namespaceOf } from '../namespace.ts';
import { refuseView } from '../refuse-view.ts';

/** The collection whose plans a command is about. Views have none, and neither have time series, which mongod has as views. */
export function plannedCollection(call: CommandCall): string {
  const namespace = namespaceOf(call.database, call.body, call.name);
  refuseView(call, namespace);
  if (call.server.engine.collection(namespace)?.options.has('timeseries') === true)
    throw commandError('CommandNotSupportedOnView', `${namespace} is a time series, not a collection`);
  return namespace;
}
