export {
  MAX_MONEY_AMOUNT,
  addMoney,
  compareMoney,
  isZeroMoney,
  money,
  moneyFromWire,
  moneyToWire,
  multiplyMoney,
  negateMoney,
  portionInBasisPoints,
  subtractMoney,
  sumMoney,
  zeroMoney,
  type Money,
  type WireMoney,
} from './money.ts';
export { ID_PREFIXES, idTime, isId, newId, type Id, type IdKind, type IdSource } from './ids.ts';
export { DAY_MS, HOUR_MS, MINUTE_MS } from './durations.ts';
export { manualClock, systemClock, type Clock, type ManualClock } from './clock.ts';
export {
  DomainError,
  defineErrors,
  isDomainError,
  type ErrorKind,
  type ErrorRow,
  type ErrorTable,
  type FieldError,
} from './errors.ts';
