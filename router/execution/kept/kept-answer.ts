/** An answer that everybody gets alike, as it is sent. */
export interface KeptAnswer {
  /** `{"data":…}` and a line's end. */
  readonly text: string;
  /** Of the text, without quotes. */
  readonly tag: string;
  /** When it was begun to be made. */
  readonly atMs: number;
  readonly maxAgeMs: number;
}
