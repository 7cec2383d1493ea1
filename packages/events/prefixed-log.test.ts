import { describe, expect, it } from 'vitest';
import type { CloudEvent, EventLog, StoredEvent } from './event-log.ts';
import { prefixedLog } from './prefixed-log.ts';

const event = { id: 'evt_1' } as CloudEvent;

/** Hands on what is published to whoever subscribed to that very topic. */
function toyLog() {
  const stored: StoredEvent[] = [];
  const groups: string[] = [];
  const log: EventLog = {
    async publish(topic, events) {
      stored.push(...events.map((each) => ({ topic, position: '1', event: each })));
    },
    async subscribe({ group, topics, handle }) {
      groups.push(group);
      await handle(stored.filter(({ topic }) => topics.includes(topic)));
      return { close: async () => undefined, lag: async () => 0 };
    },
    async *replay(topics) {
      yield* stored.filter(({ topic }) => topics.includes(topic));
    },
    close: async () => undefined,
  };
  return { log, stored, groups };
}

async function allOf(log: EventLog): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const stored of log.replay(['depachika.orders.v1'])) all.push(stored);
  return all;
}

describe('a log with a prefix', () => {
  it('keeps two shops apart, and neither sees its prefix', async () => {
    const { log, stored, groups } = toyLog();
    const [ours, theirs] = [prefixedLog(log, 'ours.'), prefixedLog(log, 'theirs.')];
    await ours.publish('depachika.orders.v1', [event]);
    const seen: Record<string, StoredEvent[]> = { ours: [], theirs: [] };
    for (const [name, of] of Object.entries({ ours, theirs })) {
      const handle = async (batch: readonly StoredEvent[]) => void seen[name]!.push(...batch);
      await of.subscribe({ group: 'payments', topics: ['depachika.orders.v1'], handle });
    }
    expect(seen).toEqual({ ours: [{ topic: 'depachika.orders.v1', position: '1', event }], theirs: [] });
    expect(stored[0]!.topic).toBe('ours.depachika.orders.v1');
    expect(groups).toEqual(['ours.payments', 'theirs.payments']);
    expect(await allOf(ours)).toEqual(seen.ours);
    expect(await allOf(theirs)).toEqual([]);
  });
});
