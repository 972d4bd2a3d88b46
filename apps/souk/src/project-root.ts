import { join } from 'node:path';

/** The checkout's top folder. */
export const projectRoot = join(import.meta.dirname, '..', '..', '..');
