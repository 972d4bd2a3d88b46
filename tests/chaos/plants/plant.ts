import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PLANTS, type PlantName } from './plants.ts';

/**
 * Loaded into a Souk under test by `node --import`: puts other modules into the place of Souk's own, as `CHAOS_PLANTS`
 * names them. No file of Souk is touched, and what is not replaced in a module stays as it is.
 */
const root = join(import.meta.dirname, '..', '..', '..');
const url = (path: string): string => pathToFileURL(path).href;

const replaced = new Map(
  (process.env['CHAOS_PLANTS'] ?? '').split(',').map((name) => {
    if (!isPlant(name)) throw new TypeError(`there is no plant "${name}"`);
    return [url(join(root, PLANTS[name])), url(join(import.meta.dirname, `${name}.ts`))];
  }),
);

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const found = nextResolve(specifier, context);
    const standIn = replaced.get(found.url);
    // The stand-in itself imports what it stands in for.
    if (standIn === undefined || context.parentURL === standIn) return found;
    return { ...found, url: standIn };
  },
});

function isPlant(name: string): name is PlantName {
  return Object.hasOwn(PLANTS, name);
}
