// What test files import from `@jest/globals`, see worker.js.
export const { jest, describe, it, expect, beforeAll, afterAll, beforeEach, afterEach } = globalThis;
