import { exampleId } from '@souk/contracts';

/** What the examples of the documentation are made of. */
export const EXAMPLE_ADDRESS = {
  recipient: 'Ana Souza',
  line1: 'Rua das Flores 12',
  city: 'Curitiba',
  region: 'PR',
  postcode: '80010000',
  country: 'BR',
};
export const EXAMPLE_EMAIL = 'ana@example.com';
export const EXAMPLE_TOKEN = 'p3Vx0wYk1u6vE2vQ7r1b0d3m8s5t9z4a6c7e2f1g0hI';
export const EXAMPLE_GUEST = { 'Cart-Token': EXAMPLE_TOKEN };
export const EXAMPLE_TIME = '2026-03-01T10:00:00.000Z';
export const EXAMPLE_TOTAL = { amount: 5_990, currency: 'BRL' };
export const inCart = { cartId: exampleId('cart') };
export const inOrder = { orderId: exampleId('order') };
