import { fromBinary, toBinary, type DescMessage, type DescService, type Message } from '@bufbuild/protobuf';
import { isDomainError } from '@souk/kernel';
import { contextFromHeaders, contextToHeaders } from './callee-context.ts';
import { message } from './direct-port.ts';
import { handlerOf, portBy } from './methods.ts';
import type { Port, PortImplementation } from './port.ts';
import { decodeRefusal, encodeRefusal } from './refusal.ts';

/**
 * A port for tests: everything that would cross the wire is put into its wire form and read back, messages, context and
 * refusals, so that what only works by reference fails.
 */
export function binaryPort<S extends DescService>(
  service: S,
  implementation: PortImplementation<S>,
): Port<S> {
  return portBy(service, async (method, ctx, request) => {
    const handler = handlerOf(implementation, method);
    const remaining = ctx.deadline - Date.now();
    const there = contextFromHeaders(new Headers(contextToHeaders(ctx)), remaining, ctx.log);
    try {
      const reply = await handler(there, overTheWire(method.input, message(method.input, request)));
      return overTheWire(method.output, message(method.output, reply));
    } catch (error) {
      throw isDomainError(error) ? (decodeRefusal(encodeRefusal(error)) ?? error) : error;
    }
  });
}

function overTheWire(schema: DescMessage, content: Message): Message {
  return fromBinary(schema, toBinary(schema, content));
}
