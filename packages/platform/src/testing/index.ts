export { startTestDatabase, type TestDatabase } from './test-database.ts';
export { testContext, testIdentity, testLogger } from './test-context.ts';
export { memoryEventLog, type MemoryEventLog } from './memory-event-log.ts';
export { callRoute, type TestRequest, type TestResponse } from './call-route.ts';
