export { type Consumer, type DeadLetter, type EventLog, type LoggedEvent } from './types.ts';
export { newEvent, type EventDraft } from './new-event.ts';
export { createOutbox, type Outbox } from './outbox.ts';
export { commitSignal, type CommitSignal, type OutboxSource } from './outbox-source.ts';
export { startRelay, type Relay, type RelayOptions } from './relay.ts';
export { once } from './once.ts';
export {
  createEmbeddedEventLog,
  type EmbeddedEventLog,
  type EmbeddedEventLogOptions,
} from './embedded-event-log.ts';
export { deadLetterError, type DeadLetters } from './dead-letters.ts';
export { type LogRetention } from './trim-log.ts';
export { type RetryPolicy } from './retry-policy.ts';
