import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** The directory that the process gave to `module.enableCompileCache`; null when it uses no cache. */
export function compileCacheOfProcess(): string | null {
  // Node tells of the subdirectory of its own version.
  const ofVersion = getCompileCacheDir();
  return ofVersion === undefined ? null : dirname(ofVersion);
}
