import { create, type DescMessage, type DescService, type Message } from '@bufbuild/protobuf';
import { calleeContext } from './callee-context.ts';
import { handlerOf, portBy } from './methods.ts';
import type { Port, PortImplementation } from './port.ts';

/**
 * The port of a service in the same process: the implementation itself, its messages filled with their defaults and put
 * on no wire. A message is handed over, not copied: neither side may keep and change it.
 */
export function directPort<S extends DescService>(
  service: S,
  implementation: PortImplementation<S>,
): Port<S> {
  return portBy(service, async (method, ctx, request) => {
    const handler = handlerOf(implementation, method);
    return message(method.output, await handler(calleeContext(ctx), message(method.input, request)));
  });
}

/** `create` for a descriptor that is known only at run time. */
export function message(schema: DescMessage, init: object): Message {
  return create(schema, init as Record<string, unknown>);
}
