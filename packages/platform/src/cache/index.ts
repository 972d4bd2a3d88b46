export {
  createPageCache,
  type CachedPage,
  type PageCache,
  type PageCacheOptions,
  type PageWatch,
  type Ticket,
} from './page-cache.ts';
export { createRecordCache, type RecordCache, type RecordCacheOptions } from './record-cache.ts';
