import { isDeepStrictEqual } from 'node:util';
import { vi } from 'vitest';

const PATIENCE_MS = 30_000;

/** Reads again and again until what is read is so; at last fails with what it read. Faults of reading count as not yet. */
export async function eventually<T>(read: () => T | Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  return vi.waitFor(
    async () => {
      const value = await read();
      if (!isSo(value)) throw new Error(`It never became so; at last: ${JSON.stringify(value, null, 2)}`);
      return value;
    },
    { timeout: PATIENCE_MS, interval: 100 },
  );
}

/** @see eventually */
export function eventuallyEquals<T>(read: () => T | Promise<T>, expected: T): Promise<T> {
  return eventually(read, (value) => isDeepStrictEqual(value, expected));
}
