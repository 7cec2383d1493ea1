/** Something that a stranger may send, over and over. */
export interface Attack {
  readonly name: string;
  readonly times: number;
  /** @returns what the shop said to it */
  once(): Promise<string>;
  /** Ends what `once` left open. */
  end?(): Promise<void>;
}
