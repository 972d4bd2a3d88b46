export {
  createPageCache,
  type CachedPage,
  type PageCache,
  type PageCacheOptions,
  type Ticket,
} from './page-cache.ts';
