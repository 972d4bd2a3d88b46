import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlantName } from './plants.ts';

/** The environment of a Souk with these plants in it. */
export function withPlants(...plants: readonly PlantName[]): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'plant.ts')).href}`,
    CHAOS_PLANTS: plants.join(','),
  };
}
