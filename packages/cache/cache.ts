export interface FillOptions {
  /** Time to live, before jitter (up to 10 % less). */
  readonly ttlMs: number;
  /** Names under which this entry can be dropped together with others: `product:prd_…`, `products`. */
  readonly tags?: readonly string[];
  /**
   * True: callers may all get the same value, which none of them can write on: for what is large and read often. Default: each
   * gets one of its own. The same for every caller of a key.
   */
  readonly shared?: boolean;
}

/** A cache of JSON values, bounded. It may lose anything at any time and never fails its caller. */
export interface Cache {
  /**
   * The cached value, or what `fill` returns, stored unless a tag was dropped meanwhile.
   * Concurrent calls for one key share one `fill`, which never reads a replica: what that has not yet heard of would be
   * stored after its drop. Throws only what `fill` throws.
   */
  getOrFill<T>(key: string, options: FillOptions, fill: () => Promise<T>): Promise<T>;
  /** As {@link getOrFill} for many keys: `fill` is called once with the missing ones. */
  getOrFillMany<T>(
    keys: readonly string[],
    options: FillOptions & { tagsOf?: (key: string) => readonly string[] },
    fill: (missing: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ): Promise<Map<string, T>>;
  /** Entries under these tags are gone for every reader once this resolves. */
  drop(tags: readonly string[]): Promise<void>;
  stats(): { hits: number; misses: number };
  close(): Promise<void>;
}
