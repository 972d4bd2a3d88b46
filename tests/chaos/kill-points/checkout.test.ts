import { killPointTests } from './kill-point-tests.ts';

killPointTests('a crash of the checkout at', (point) => point.startsWith('checkout.'));
