import { defineErrors } from '@souk/kernel';

/** Every refusal of inventory. */
export const inventoryError = defineErrors({
  'offer-not-found': { kind: 'not-found', message: 'There is no such offer.' },
  'stock-too-low': { kind: 'conflict', message: 'The adjustment would take more pieces than are available.' },
  'stock-too-high': { kind: 'conflict', message: 'An offer holds at most 1,000,000,000 pieces.' },
  'stale-version': { kind: 'stale', message: 'The stock has changed since the version that If-Match names.' },
  'stock-busy': {
    kind: 'unavailable',
    message: 'The stock of this offer changes too fast just now; try again.',
  },
  'reservation-invalid': { kind: 'invalid', message: 'The reservation can not be made as asked for.' },
  'reservation-differs': {
    kind: 'conflict',
    message: 'A reservation with this id exists already and has other lines.',
  },
  'reservation-not-sold': {
    kind: 'conflict',
    message: 'Only pieces of a committed reservation can be returned.',
  },
  'return-too-many': { kind: 'conflict', message: 'More pieces would be returned than were sold.' },
  'return-differs': {
    kind: 'conflict',
    message: 'A return with this id exists already and has other lines.',
  },
});
