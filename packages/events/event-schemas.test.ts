import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@depachika/ids/ids.ts';
import { describe, expect, it } from 'vitest';
import type { CloudEvent } from './event-log.ts';
import { type EventSchemas, eventSchemas } from './event-schemas.ts';
import { topicOf } from './topics.ts';

const CONFIRMED = 'depachika.trial.Confirmed.v1';

function folderWith(schema: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  writeFileSync(join(folder, `${CONFIRMED}.json`), JSON.stringify(schema));
  return folder;
}

const strict = folderWith({
  type: 'object',
  additionalProperties: false,
  required: ['orderId'],
  properties: {
    orderId: { type: 'string' },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { quantity: { type: 'integer', minimum: 1 } },
      },
    },
  },
});

const event: CloudEvent = {
  specversion: '1.0',
  id: newId('evt'),
  source: '/depachika/trial',
  type: CONFIRMED,
  subject: 'ord_1',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  partitionkey: 'ord_1',
  aggregateversion: 1,
  data: { orderId: 'ord_1' },
};

describe('event schemas', () => {
  const schemas: EventSchemas = eventSchemas(strict);

  it('accepts what the schema says', () => {
    schemas.checkData(CONFIRMED, { orderId: 'ord_1', lines: [{ quantity: 2 }] });
    schemas.checkEvent(event);
  });

  it.each([
    ['a wrong value', { orderId: 'ord_1', lines: [{ quantity: 0 }] }, '/data/lines/0/quantity'],
    ['a missing field', {}, '/data'],
    ['a field too many', { orderId: 'ord_1', orderid: 'ord_1' }, '/data'],
  ])('refuses %s and names the place', (_what, data, path) => {
    expect(() => schemas.checkData(CONFIRMED, data)).toThrowError(
      expect.objectContaining({ code: 'EVENT_INVALID', path }),
    );
  });

  it.each([
    ['no event at all', null],
    ['an envelope without an id', { ...event, id: undefined }],
    ['an attribute that this shop does not know', { ...event, extra: 1 }],
    ['a type without a schema', { ...event, type: 'depachika.trial.Unknown.v1' }],
    ['a type that is a path', { ...event, type: '../../package' }],
    ['invalid data', { ...event, data: { orderId: 7 } }],
  ])('refuses %s', (_what, broken) => {
    expect(() => schemas.checkEvent(broken)).toThrowError(expect.objectContaining({ code: 'EVENT_INVALID' }));
  });

  it('refuses a schema that leaves open what an object may hold', () => {
    const open = eventSchemas(folderWith({ type: 'object', properties: { orderId: { type: 'string' } } }));
    expect(() => open.checkData(CONFIRMED, {})).toThrow('additionalProperties');
  });

  it('can read every event contract of the shop', () => {
    const shop = eventSchemas();
    for (const file of readdirSync(new URL('../../schema/events', import.meta.url))) {
      const type = file.replace(/\.json$/, '');
      expect(topicOf(type)).toMatch(/^depachika\.[a-z]+\.v1$/);
      // Only a contract that compiles gets as far as refusing data, at /data.
      expect(() => shop.checkData(type, 'not an object')).toThrowError(
        expect.objectContaining({ code: 'EVENT_INVALID', path: '/data' }),
      );
    }
  });
});

describe('topics', () => {
  it('are named for the domain and version of the type', () => {
    expect(topicOf('depachika.orders.OrderPlaced.v1')).toBe('depachika.orders.v1');
    expect(topicOf('depachika.orders.OrderPlaced.v2')).toBe('depachika.orders.v2');
  });

  it.each([
    'OrderPlaced',
    'depachika.orders.v1',
    'depachika.orders.orderPlaced.v1',
    'other.orders.OrderPlaced.v1',
  ])('do not exist for %s', (type) => {
    expect(() => topicOf(type)).toThrow('not an event type');
  });
});
