import type { DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import type { RequestContext } from '../context/index.ts';
import type { Port, PortImplementation } from './port.ts';

/** One call, its types forgotten: what an adapter does for each method of a service. */
export type Call = (method: DescMethodUnary, ctx: RequestContext, request: object) => Promise<Message>;

type Handler = (ctx: RequestContext, request: Message) => Promise<object>;

/** Makes the port's functions, each by `call`. */
export function portBy<S extends DescService>(service: S, call: Call): Port<S> {
  const entries = unaryMethods(service).map((method) => [
    method.localName,
    (ctx: RequestContext, request: object) => call(method, ctx, request),
  ]);
  // The descriptor says which functions there are; the type says the same.
  return Object.fromEntries(entries) as Port<S>;
}

/** The function that answers `method`. @throws TypeError when the implementation lacks it. */
export function handlerOf<S extends DescService>(
  implementation: PortImplementation<S>,
  method: DescMethodUnary,
): Handler {
  // Its type was checked when it was paired with its contract; here only the method's name is known.
  const handlers = implementation as unknown as Readonly<Record<string, Handler | undefined>>;
  const handler = handlers[method.localName];
  if (handler === undefined)
    throw new TypeError(`${method.parent.typeName}.${method.name} is not implemented`);
  return handler;
}

export function unaryMethods(service: DescService): DescMethodUnary[] {
  return service.methods.filter((method): method is DescMethodUnary => method.methodKind === 'unary');
}
