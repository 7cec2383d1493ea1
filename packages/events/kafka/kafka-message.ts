import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { CloudEvent, StoredEvent, Topic } from '../event-log.ts';

/**
 * Structured content mode, and the attributes as headers too, so that others can filter without reading the value.
 * Source: Kafka Protocol Binding for CloudEvents 1.0.2, section 3.
 */
export function toMessage(event: CloudEvent): Message {
  return {
    key: event.partitionkey ?? null,
    value: unreadableText(event) ?? JSON.stringify(event),
    headers: Object.fromEntries(
      [
        ['content-type', 'application/cloudevents+json; charset=UTF-8'],
        ...ATTRIBUTES.map((name) => [`ce_${name}`, event[name]]),
        // A dead letter that is replayed may lack any of them.
      ].filter(([, value]) => value !== undefined),
    ),
  };
}

const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'subject', 'time'] as const;

/** A replay brings back what came, byte by byte. */
function unreadableText(event: CloudEvent): string | undefined {
  const { unreadable } = event as Partial<UnreadableEvent>;
  return typeof unreadable === 'string' ? unreadable : undefined;
}

/** What stands for a message that is no JSON object, until somebody has decided about it. */
interface UnreadableEvent {
  readonly id: string;
  readonly type: string;
  readonly unreadable: string;
}

/** A message that cannot be read keeps its type and text, so that its schema refuses it and it becomes a dead letter. */
export function fromMessage(topic: Topic, partition: number, message: KafkaMessage): StoredEvent {
  const text = message.value?.toString() ?? '';
  return {
    topic,
    position: `${partition}:${message.offset}`,
    event: parsed(text) ?? unreadable(text, message.headers),
  };
}

function parsed(text: string): CloudEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as CloudEvent)
      : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(text: string, headers: IHeaders | undefined): CloudEvent {
  const header = (name: string) => headers?.[name]?.toString() ?? '';
  const event: UnreadableEvent = { id: header('ce_id'), type: header('ce_type'), unreadable: text };
  return event as unknown as CloudEvent;
}
