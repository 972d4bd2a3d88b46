export {
  createPageCache,
  type CachedPage,
  type PageCache,
  type PageCacheOptions,
  type PageWatch,
  type Ticket,
} from './page-cache.ts';
