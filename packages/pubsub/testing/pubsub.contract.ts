import { insideTransaction } from '@depachika/database/inside-transaction.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PubSub } from '../pubsub.ts';

export interface PubSubUnderTest {
  readonly pubSub: PubSub;
  close(): Promise<void>;
}

const WAIT = { timeout: 10_000, interval: 5 };

/** What wake-ups promise when nothing is broken: loss is allowed, so nothing here depends on a single one. */
export function pubSubContract(name: string, makePubSub: () => Promise<PubSubUnderTest>): void {
  describe(`pubSub: ${name}`, { timeout: 30_000 }, () => {
    let made: PubSubUnderTest;
    let channels = 0;
    beforeAll(async () => {
      made = await makePubSub();
    }, 60_000);
    afterAll(() => made.close());

    it('reaches every listener of the channel with the message, and no other channel', async () => {
      const [channel, other] = [fresh(), fresh()];
      const [first, second, elsewhere] = [listen(channel), listen(channel), listen(other)];
      await until(() => first.heard.includes('hello') && second.heard.includes('hello'), channel, 'hello');
      expect(elsewhere.heard).toEqual([]);
      for (const listener of [first, second, elsewhere]) listener.stop();
    });

    it('carries an empty message when none is given', async () => {
      const channel = fresh();
      const { heard, stop } = listen(channel);
      await until(() => heard.length > 0, channel);
      expect(heard[0]).toBe('');
      stop();
    });

    it('does not reach a listener that has stopped, while others go on listening', async () => {
      const channel = fresh();
      const [stopped, listening] = [listen(channel), listen(channel)];
      await until(() => listening.heard.length > 0, channel);
      stopped.stop();
      stopped.stop();
      const before = stopped.heard.length;
      await until(() => listening.heard.includes('later'), channel, 'later');
      expect(stopped.heard.slice(before)).not.toContain('later');
      listening.stop();
    });

    it('does not let a listener that throws harm the publisher or the other listeners', async () => {
      const channel = fresh();
      const stop = made.pubSub.subscribe(channel, () => {
        throw new Error('deaf');
      });
      const other = listen(channel);
      await until(() => other.heard.length > 0, channel);
      stop();
      other.stop();
    });

    it('calls no listener before publish has returned', () => {
      const channel = fresh();
      const { heard, stop } = listen(channel);
      made.pubSub.publish(channel, 'now');
      expect(heard).toEqual([]);
      stop();
    });

    it('refuses to publish inside a database transaction', async () => {
      await insideTransaction('trial', async () => {
        expect(() => made.pubSub.publish(fresh())).toThrowError(
          expect.objectContaining({ code: 'INSIDE_TRANSACTION' }),
        );
      });
    });

    function fresh(): string {
      channels += 1;
      return `trial:${process.pid}:${channels}`;
    }

    function listen(channel: string) {
      const heard: string[] = [];
      return { heard, stop: made.pubSub.subscribe(channel, (message) => heard.push(message)) };
    }

    /** Publishes again and again: a subscription over a network takes a while, and a wake-up may be lost. */
    async function until(condition: () => boolean, channel: string, message?: string): Promise<void> {
      await expect
        .poll(() => {
          made.pubSub.publish(channel, message);
          return condition();
        }, WAIT)
        .toBe(true);
    }
  });
}
