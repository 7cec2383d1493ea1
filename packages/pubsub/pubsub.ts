/**
 * Hints that something has changed. A wake-up may be lost, come twice or come late: whoever listens reads the truth
 * from its own store, and looks now and then without being told.
 */
export interface PubSub {
  /** Never fails and never waits: a broken channel is logged. */
  publish(channel: string, message?: string): void;
  /**
   * @param listening called each time that wake-ups of other processes begin to arrive, at first and after a break: those
   * before may have been lost. In one process none can be
   * @returns stops listening
   */
  subscribe(channel: string, listener: (message: string) => void, listening?: () => void): () => void;
  /**
   * False while what other processes publish may be lost on the way to this one: from the break of a channel until its
   * listeners have been told that wake-ups arrive again. In one process it is always true
   */
  isHearing(): boolean;
  close(): Promise<void>;
}
