import { z } from 'zod';
import type { AnyRoute, Reply } from './route.ts';

/**
 * Holds a handler's reply against what its route declares: the documentation must not lie.
 * @throws TypeError naming the operation and what differs.
 */
export function checkReply(route: AnyRoute, reply: Reply): void {
  const declared = route.replies[reply.status];
  if (declared === undefined)
    throw new TypeError(`${route.operationId} answered ${reply.status}, which it does not declare`);
  if (declared.schema === null) {
    if (reply.body !== undefined) throw new TypeError(`${route.operationId} declares no body, but sent one`);
    return;
  }
  const parsed = declared.schema.safeParse(reply.body);
  if (!parsed.success)
    throw new TypeError(
      `${route.operationId} sent what it does not declare:\n${z.prettifyError(parsed.error)}`,
    );
}
