import { amount, options, path, text, whole, type Column, type ImportKind } from './columns.ts';

const column = (name: string, read: Column['read'], help: string): Column => ({
  name,
  required: false,
  help,
  read,
});
const required = (name: string, read: Column['read'], help: string): Column => ({
  name,
  required: true,
  help,
  read,
});

const sellers: ImportKind = {
  name: 'sellers',
  endpoint: '/seller-imports',
  columns: [
    required('reference', text, "the seller's key in the source; the same again updates"),
    required('name', text, 'the name to show'),
    required('postcode', text, 'where its parcels come from'),
    column('commission_basis_points', whole(0), "the marketplace's share in ten-thousandths"),
  ],
  toRow: ({ reference, name, postcode, commission_basis_points: commissionBasisPoints }) => ({
    reference,
    name,
    postcode,
    ...(commissionBasisPoints === undefined ? {} : { commissionBasisPoints }),
  }),
};

/** Every kind of file that `souk import` reads. */
export const IMPORT_KINDS: readonly ImportKind[] = [sellers];
