import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Catalog } from '../../deps.ts';
import { editProduct } from '../change-product/edit-product.ts';

/** Takes a product out of the catalogue; its record stays. Its offers can't be bought any more. */
export async function deleteProduct(catalog: Catalog, ctx: RequestContext, id: Id): Promise<void> {
  await editProduct(catalog, ctx, id, {
    action: 'product.deleted',
    event: 'ProductDeleted',
    decide: (product) => ({ ...product, state: 'deleted', deletedAt: catalog.machineClock.now() }),
    audited: ({ state }) => ({ state }),
  });
}
