/** Items on their way to who asks for them one after the other. */
export function deliveryQueue<Item>() {
  const waiting: Item[] = [];
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  return {
    push(item: Item): void {
      waiting.push(item);
      wake?.();
    },
    fail(error: unknown): void {
      failure ??= { error };
      wake?.();
    },
    async next(): Promise<Item> {
      for (;;) {
        if (waiting.length > 0) return waiting.shift()!;
        if (failure) throw failure.error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
