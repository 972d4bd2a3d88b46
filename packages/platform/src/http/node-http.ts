/**
 * Node's HTTP module without `import`: importing it reads each of its exports, among them `WebSocket`, and thereby loads
 * the whole of Node's fetch (some 20 ms and 10 MB) into a program that may never call it.
 */
export const { IncomingMessage, STATUS_CODES, ServerResponse } = process.getBuiltinModule('node:http');
