import { killPointTests } from './kill-point-tests.ts';

killPointTests('a crash of stock, payments and sellers at', (point) => !point.startsWith('checkout.'));
