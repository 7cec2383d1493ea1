import { adjustableClock } from '@depachika/clock/clock.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { expect, it } from 'vitest';
import { memoryRateLimitStore } from '../rate-limit.ts';
import { sha256 } from './canonical-text.ts';
import { operationList } from './operation-list.ts';
import { persistedOperations } from './persisted-operations.ts';
import { memoryTexts } from './remembered-texts.ts';

it('one caller adds 200 texts a minute, and takes nothing from others', async () => {
  const clock = adjustableClock();
  const persisted = persistedOperations({
    list: operationList([]),
    remembered: memoryTexts(),
    rateLimitStore: memoryRateLimitStore({ clock }),
    logger: silent,
  });
  const keep = async (query: string, address: string) => {
    const reference = { kind: 'hash', hash: sha256(query) } as const;
    await persisted.keep({ reference, query, caller: anonymous, address });
    return (await persisted.find(reference)) === query;
  };
  const kept = await Promise.all(
    Array.from({ length: 250 }, (_, index) => keep(`{ a${index} }`, '192.0.2.1')),
  );
  expect(kept.filter(Boolean)).toHaveLength(200);
  expect(await keep('{ a0 }', '192.0.2.1')).toBe(true);
  expect(await keep('{ other }', '192.0.2.2')).toBe(true);
  clock.advance(60_000);
  expect(await keep('{ later }', '192.0.2.1')).toBe(true);
});
