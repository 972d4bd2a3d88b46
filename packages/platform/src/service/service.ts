import type { DescService } from '@bufbuild/protobuf';
import type { RequestContext } from '../context/index.ts';
import type { Consumer, OutboxSource } from '../events/index.ts';
import type { HttpModule } from '../http/index.ts';
import type { RpcService } from '../rpc/index.ts';

/** Work that recurs. The host runs it every `everyMs` after it has ended, so that it never overlaps itself. */
export type Job = {
  /** `orders.expire-checkouts`: the service and the file. */
  readonly name: string;
  readonly everyMs: number;
  readonly run: (ctx: RequestContext) => Promise<void>;
};

/** What a service's factory returns and the host puts together. */
export type Service<S extends DescService = DescService> = {
  readonly name: string;
  readonly http: HttpModule;
  /** The calls that it answers; none for a service that nobody calls. */
  readonly rpc?: RpcService<S>;
  readonly consumers: readonly Consumer[];
  readonly jobs: readonly Job[];
  /** Where the relay finds the events that it tells; null when it tells none. */
  readonly outbox: OutboxSource | null;
  /** Makes ready what must be there before the first request: indexes, keys. */
  start(): Promise<void>;
  /** Resolves when what nobody waits for is done too; none for a service that leaves nothing for later. */
  readonly idle?: () => Promise<void>;
  stop(): Promise<void>;
};
