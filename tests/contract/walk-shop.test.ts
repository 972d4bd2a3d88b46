import { walk } from './walk/the-walk.ts';

walk(['identity', 'sellers', 'catalog', 'inventory']);
