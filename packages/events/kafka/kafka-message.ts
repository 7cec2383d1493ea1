import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { CloudEvent, StoredEvent, Topic } from '../event-log.ts';

/**
 * Structured content mode, and the attributes as headers too, so that others can filter without reading the value.
 * Source: Kafka Protocol Binding for CloudEvents 1.0.2, section 3.
 */
export function toMessage(event: CloudEvent): Message {
  return {
    key: event.partitionkey,
    value: JSON.stringify(event),
    headers: {
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      ce_specversion: event.specversion,
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_subject: event.subject,
      ce_time: event.time,
    },
  };
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
  return { id: header('ce_id'), type: header('ce_type'), unreadable: text } as unknown as CloudEvent;
}
