import { hashedKey } from '../../indexes/hashed-key.ts';
import { type OperatorTable, unary } from './expression.ts';

/** `{$toHashedIndexKey: value}`: the key of a value in a hashed index of MongoDB */
export const hashedIndexKeyOperators: OperatorTable = { $toHashedIndexKey: unary(hashedKey) };
