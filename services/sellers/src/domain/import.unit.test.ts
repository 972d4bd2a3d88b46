import { describe, expect, it } from '@jest/globals';
import { decideImport, type ImportRow } from './import.ts';
import { applyToSell, type Seller } from './seller.ts';

const at = new Date('2026-03-01T12:00:00Z');
const row: ImportRow = { reference: 'r1', name: 'Casa Verde', postcode: '13023', commissionBasisPoints: 900 };
const decide = (rows: readonly ImportRow[], known: readonly Seller[] = []) => {
  let made = 0;
  return decideImport(rows, new Map(known.map((seller) => [seller.reference ?? '', seller])), {
    defaultCommissionBasisPoints: 1_000,
    at,
    newSellerId: () => `sel_${(made += 1)}`,
  });
};
const known: Seller = {
  ...applyToSell({
    sellerId: 'sel_9',
    name: 'Casa Verde',
    postcode: '13023',
    commissionBasisPoints: 900,
    ownerId: 'acc_1',
    at: new Date(0),
  }),
  state: 'suspended',
  reference: 'r1',
};

describe('an import', () => {
  it('makes an unknown seller, approved', () => {
    expect(decide([row])).toMatchObject([
      {
        outcome: 'created',
        seller: {
          sellerId: 'sel_1',
          reference: 'r1',
          state: 'approved',
          commissionBasisPoints: 900,
          ownerId: null,
        },
      },
    ]);
  });

  it('gives a new seller the usual commission when the row names none', () => {
    const { commissionBasisPoints: _, ...without } = row;
    expect(decide([without])).toMatchObject([{ seller: { commissionBasisPoints: 1_000 } }]);
  });

  it('changes nothing when run again', () => {
    expect(decide([row], [known])).toEqual([{ outcome: 'unchanged', seller: known }]);
  });

  it('brings a known seller up to date and leaves its state alone', () => {
    const { commissionBasisPoints: _, ...without } = row;
    expect(decide([{ ...without, name: 'Casa Azul' }], [known])).toMatchObject([
      {
        outcome: 'updated',
        before: known,
        seller: {
          sellerId: 'sel_9',
          name: 'Casa Azul',
          state: 'suspended',
          commissionBasisPoints: 900,
          version: 2,
        },
      },
    ]);
  });

  it('refuses the second row of one reference and takes the others', () => {
    expect(decide([row, { ...row, name: 'Again' }, { ...row, reference: 'r2' }])).toMatchObject([
      { outcome: 'created' },
      { outcome: 'refused', reference: 'r1', errors: [{ pointer: '/rows/1/reference', rule: 'unique' }] },
      { outcome: 'created' },
    ]);
  });
});
