import { walk } from './walk/the-walk.ts';

walk(['orders', 'payments', 'events', 'sandbox']);
