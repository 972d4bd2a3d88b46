export { boundedQueue, type BoundedQueue, type BoundedQueueOptions } from './bounded-queue.ts';
export { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts';
export { retrying, type RetryOptions } from './retrying.ts';
export { withTimeout } from './with-timeout.ts';
export { faultAt, faultsFromText, killAt, noFaults, type Faults } from './faults.ts';
