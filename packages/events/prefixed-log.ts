import type { EventLog, StoredEvent, Topic } from './event-log.ts';

/** A log of its own on a cluster that several shops share: topics and groups carry the prefix, domains see neither. */
export function prefixedLog(log: EventLog, prefix: string): EventLog {
  if (prefix === '') return log;
  const outside = (name: Topic) => `${prefix}${name}`;
  const inside = (stored: StoredEvent): StoredEvent => ({
    ...stored,
    topic: stored.topic.slice(prefix.length),
  });
  return {
    publish: (topic, events) => log.publish(outside(topic), events),
    subscribe: (options) =>
      log.subscribe({
        ...options,
        group: outside(options.group),
        topics: options.topics.map(outside),
        handle: (batch) => options.handle(batch.map(inside)),
      }),
    async *replay(topics) {
      for await (const stored of log.replay(topics.map(outside))) yield inside(stored);
    },
    close: () => log.close(),
  };
}
