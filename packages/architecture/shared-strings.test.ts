import { describe, expect, it } from 'vitest';
import { strayStrings } from './shared-strings.ts';
import { parsed } from './source-files.ts';

const FILE = parsed('subgraphs/orders/order/order.ts', '');

describe('names of events, topics and channels', () => {
  it.each([
    ["handlers: { 'depachika.orders.OrderPlaced.v1': onPlaced }"],
    ["topics: ['depachika.payments.v1']"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a part of a source text
    ['type: `depachika.orders.${name}.v1`'],
    ["pubSub.publish('orders.late')"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a part of a source text
    ['pubSub.subscribe(`orders.${id}`, wake)'],
    ["channel: 'delivery.all',"],
    ["export const LATE_CHANNEL = 'orders.late';"],
    ['export function orderChannel(orderId: string): string {'],
  ])('are found in %s', (line) => {
    expect(strayStrings({ ...FILE, code: `\n${line}\n` })).toEqual([
      expect.stringContaining('subgraphs/orders/order/order.ts:2 names'),
    ]);
  });

  it.each([
    ['/** `depachika.orders.OrderPlaced.v1` */'],
    ["  // as 'depachika.orders.v1'"],
    ['topics: [TOPICS.ordersV1]'],
    ['pubSub.publish(orderChannel(orderId))'],
    ["name: 'orders.cancelOrder'"],
  ])('are not found in %s', (line) => {
    expect(strayStrings({ ...FILE, code: line })).toEqual([]);
  });
});
