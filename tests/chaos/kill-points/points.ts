import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT_STEPS } from '../../../services/orders/src/domain/checkout.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const REACH = /\.reach\(\s*(?:'([^']+)'|`([^`]+)`|([^)]*))/g;

/**
 * Once all the money is in, nothing may fail any more, so there is nothing to come back from: these undos exist in the
 * saga's common form only and no run can reach them.
 */
const NEVER_UNDONE: readonly string[] = ['sell-stock', 'settle-order'];

/** Every kill point that the services' code names, expanded over the steps of the checkout. */
export function killPointsInCode(): string[] {
  const files = globSync('{services,apps,packages}/*/src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  const points = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(REACH)].flatMap(([, plain, template, other]) => {
      if (plain !== undefined) return [plain];
      if (template !== undefined) return expand(template, file);
      throw new TypeError(`${file}: the name of a kill point is not written out: ${other ?? ''}`);
    }),
  );
  return [...new Set(points)].filter((point) => !isNeverReached(point)).toSorted();
}

function expand(template: string, file: string): string[] {
  const places = template.split('${step.name}');
  if (places.length !== 2) throw new TypeError(`${file}: kill points \`${template}\` can't be listed`);
  return CHECKOUT_STEPS.map((step) => places.join(step));
}

function isNeverReached(point: string): boolean {
  return NEVER_UNDONE.some((step) => point.startsWith(`checkout.${step}.undo.`));
}
