export { type Job, type Service } from './service.ts';
