import { killPointTests } from './kill-point-tests.ts';

killPointTests(6);
