import type { Topic } from './event-log.ts';

/** `depachika.orders.OrderPlaced.v1` → `depachika.orders.v1`. Throws for a type that is not of this form. */
export function topicOf(type: string): Topic {
  const [, domain, version] = /^depachika\.([a-z]+)\.[A-Z][A-Za-z0-9]*\.(v[0-9]+)$/.exec(type) ?? [];
  if (!domain)
    throw new Error(`"${type}" is not an event type: it must read depachika.<domain>.<Event>.v<number>`);
  return `depachika.${domain}.${version}`;
}

/** True for an event of the domain that this source, `/depachika/orders`, names. */
export function isFrom(source: string, type: string): boolean {
  return type.startsWith(`depachika.${source.split('/')[2]}.`);
}

/** Where a dead letter goes when it is replayed: only this group listens there. */
export function replayTopic(group: string): Topic {
  return `${group}.replay`;
}

/** The channel that is woken after events were published to the topic. */
export function topicChannel(topic: Topic): string {
  return `bus:${topic}`;
}
