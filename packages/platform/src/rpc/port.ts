import type { DescMethodUnary, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { RequestContext } from '../context/index.ts';

type UnaryMethods<S extends DescService> = {
  [K in keyof S['method'] as S['method'][K] extends DescMethodUnary ? K : never]: S['method'][K];
};

/** What a caller sees of another service: one function per call of its `.proto`, in one process or over gRPC. */
export type Port<S extends DescService> = {
  readonly [K in keyof UnaryMethods<S>]: (
    ctx: RequestContext,
    request: MessageInitShape<UnaryMethods<S>[K]['input']>,
  ) => Promise<MessageShape<UnaryMethods<S>[K]['output']>>;
};

/** What the owning service implements. Refusals are `DomainError`s; they cross the wire with code, kind and details. */
export type PortImplementation<S extends DescService> = {
  readonly [K in keyof UnaryMethods<S>]: (
    ctx: RequestContext,
    request: MessageShape<UnaryMethods<S>[K]['input']>,
  ) => Promise<MessageInitShape<UnaryMethods<S>[K]['output']>>;
};
