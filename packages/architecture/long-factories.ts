/**
 * Functions over the most lines, each with its reason. All are factories: they return an object whose functions share
 * what the factory holds, and each of those functions is measured by itself.
 */
export const LONG_FACTORIES: Readonly<Record<string, string>> = {
  'packages/background/polling-loop.ts#pollingLoop':
    'what wakes the loop, what holds it back and how it failed decide together when it runs',
  'packages/cache/memory-cache.ts#memoryCache':
    'entries, running fills and the tags of both change together: a drop must reach all three',
  'packages/cache/redis-cache.ts#redisCache':
    'a fill may be stored only by what was read before it began: reading, filling and storing share that',
  'packages/database/embedded/wire-server.ts#serveWire':
    'who owns the session, who waits and what is left to read are one state',
  'packages/database/replica.ts#watchedReplica':
    'whether the replica may be asked follows from every look and every failure',
  'packages/events/kafka/kafka-batching.ts#batching':
    'what waits, what is in hand and whether this process may still acknowledge are one state',
  'packages/events/kafka/kafka-subscription.ts#subscribeKafka':
    'a member is replaced by whoever notices first, and closing must win over all of them',
};
