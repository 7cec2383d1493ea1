import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './imports.ts';
import { strayStrings } from './shared-strings.ts';

describe('names of events, topics and channels', () => {
  it('are written in schema/ and by the owner of their form alone', () => {
    const stray = sourceFiles().flatMap((file) => strayStrings(file, readFileSync(join(ROOT, file), 'utf8')));
    expect(stray).toEqual([]);
  });

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
    expect(strayStrings('subgraphs/orders/order/order.ts', `\n${line}\n`)).toEqual([
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
    expect(strayStrings('subgraphs/orders/order/order.ts', line)).toEqual([]);
  });
});

function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}
