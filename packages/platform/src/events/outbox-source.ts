import type { EventEnvelope } from '@souk/contracts';

/** Where a relay finds events that are stored with their cause but not yet in the log. */
export type OutboxSource = {
  /** The oldest that are not marked, at most `limit`; those of one subject in their order. */
  unpublished(limit: number): Promise<readonly EventEnvelope[]>;
  /** After a crash between append and mark they are offered again; the log knows them by their ids. */
  markPublished(ids: readonly string[]): Promise<void>;
  /** Wakes the relay in process; what a crash leaves behind is found at the next start. */
  onCommit(listener: () => void): void;
};

/** One half is for the source (`onCommit`), the other for the code that commits (`fire`, after the commit). */
export type CommitSignal = {
  readonly onCommit: (listener: () => void) => void;
  readonly fire: () => void;
};

/** The wake-up of a service that keeps its own outbox: in a stream, or inside a document. */
export function commitSignal(): CommitSignal {
  const listeners: (() => void)[] = [];
  return {
    onCommit: (listener) => {
      listeners.push(listener);
    },
    fire: () => {
      for (const listener of listeners) listener();
    },
  };
}
