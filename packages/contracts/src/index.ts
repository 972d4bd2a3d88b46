export { wireId, wireMoney, wirePrice, wireTime } from './wire.ts';
export { exampleId } from './examples.ts';
export {
  EVENT_SCHEMAS,
  parseEvent,
  type EventData,
  type EventEnvelope,
  type EventType,
} from './events/envelope.ts';
export { consignmentStatus } from './events/orders.ts';
export * from './gen/souk/common/v1/money_pb.js';
export * from './gen/souk/identity/v1/identity_pb.js';
export * from './gen/souk/sellers/v1/sellers_pb.js';
export * from './gen/souk/catalog/v1/catalog_pb.js';
export * from './gen/souk/inventory/v1/inventory_pb.js';
export * from './gen/souk/payments/v1/payments_pb.js';
