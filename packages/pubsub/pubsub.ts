/**
 * Hints that something has changed. A wake-up may be lost, come twice or come late: whoever listens reads the truth
 * from its own store, and looks now and then without being told.
 */
export interface PubSub {
  /** Never fails and never waits: a broken channel is logged. */
  publish(channel: string, message?: string): void;
  /** @returns stops listening */
  subscribe(channel: string, listener: (message: string) => void): () => void;
  close(): Promise<void>;
}
