import { adjustableClock } from '@depachika/clock/clock.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { describe, expect, it } from 'vitest';
import { openStream } from './open-stream.ts';
import { MULTIPART, SERVER_SENT_EVENTS, type StreamFormat } from './stream-format.ts';

function opened(given: { readonly format?: StreamFormat; readonly lastsMs?: number } = {}) {
  const clock = adjustableClock();
  const leaves: number[] = [];
  const expiresAt = given.lastsMs && new Date(clock.now().getTime() + given.lastsMs);
  const stream = openStream({
    access: { caller: anonymous, ...(expiresAt ? { expiresAt } : {}) },
    language: 'en',
    format: given.format ?? SERVER_SENT_EVENTS,
    place: { settle: () => true, leave: () => leaves.push(1) },
    clock,
    heartbeatMs: 1_000,
    bufferBytes: 10,
  });
  return { stream, clock, places: () => leaves.length };
}

const read = ({ stream }: ReturnType<typeof opened>) => String(stream.body.read() ?? '');
const closed = ({ stream }: ReturnType<typeof opened>) =>
  new Promise<void>((resolve) => stream.onEnd(resolve));
const hasRoom = async (sent: Promise<void>) => {
  let isThere = false;
  void sent.then(() => (isThere = true));
  await new Promise(setImmediate);
  return isThere;
};

describe('a stream', () => {
  it('keeps who writes waiting while its reader has not read', async () => {
    const one = opened();
    const sent = one.stream.send('0123456789');
    expect(await hasRoom(sent)).toBe(false);
    expect(read(one)).toBe(':\n\n0123456789');
    expect(await hasRoom(sent)).toBe(true);
  });

  it('takes what several write one after the other, as its reader reads', async () => {
    const one = opened();
    const sent = ['first 1234 ', 'second 123 ', 'third 1234 '].map((text) => one.stream.answer(text));
    expect([read(one), one.stream.isFull()]).toEqual([':\n\nfirst 1234 ', false]);
    await Promise.all(sent.slice(0, 1));
    expect([read(one), one.stream.isFull()]).toEqual(['second 123 ', false]);
    await Promise.all(sent.slice(0, 2));
    one.stream.complete();
    await Promise.all(sent);
    expect(read(one)).toBe('third 1234 event: complete\ndata:\n\n');
  });

  it('drops the event that waited for room until the stream was being lost', async () => {
    const one = opened();
    one.stream.hold();
    void one.stream.answer('0123456789');
    const sent = one.stream.send('event');
    one.stream.lose('GOING_AWAY');
    expect(read(one)).toBe(':\n\n0123456789');
    await sent;
    expect(read(one)).toBe('');
  });

  it('lets who writes go on when its reader leaves, and gives its place back once', async () => {
    const one = opened();
    const sent = one.stream.send('0123456789');
    one.stream.body.destroy();
    await closed(one);
    expect([await hasRoom(sent), one.places()]).toEqual([true, 1]);
    expect(await hasRoom(one.stream.send('more'))).toBe(true);
    expect(one.stream.endCode()).toBeUndefined();
  });

  it('says that it is alive to who reads, and to nobody else', async () => {
    const one = opened();
    read(one);
    one.clock.advance(1_000);
    expect(read(one)).toBe(':\n\n');
    void one.stream.send('0123456789');
    one.clock.advance(1_000);
    expect(read(one)).toBe('0123456789');
  });

  it('cuts off who reads nothing for two rounds, and has nothing left', async () => {
    const one = opened();
    void one.stream.send('0123456789');
    one.clock.advance(1_000);
    expect(one.stream.body.destroyed).toBe(false);
    one.clock.advance(1_000);
    await closed(one);
    expect([one.stream.endCode(), one.places()]).toEqual(['SLOW_CONSUMER', 1]);
  });

  it('leaves who reads without pause, however slowly', async () => {
    const one = opened();
    void one.stream.send('é'.repeat(40));
    for (let round = 0; round < 5; round += 1) {
      one.clock.advance(1_000);
      one.stream.body.read(10);
    }
    expect(one.stream.body.destroyed).toBe(false);
    one.clock.advance(1_000);
    one.clock.advance(1_000);
    await closed(one);
    expect(one.stream.endCode()).toBe('SLOW_CONSUMER');
  });

  it('sends nothing after the end of its token, though the timer be late', async () => {
    const one = opened({ lastsMs: 500, format: MULTIPART });
    read(one);
    one.clock.advance(500);
    await one.stream.send('late');
    const text = read(one);
    expect(text).toContain('"code":"TOKEN_EXPIRED"');
    expect(text).not.toContain('late');
    expect(one.stream.endCode()).toBe('TOKEN_EXPIRED');
  });

  it('ends once, whatever comes after', async () => {
    const one = opened();
    one.stream.complete();
    one.stream.lose('GOING_AWAY');
    one.stream.complete();
    expect(read(one)).toBe(':\n\nevent: complete\ndata:\n\n');
    expect(one.stream.endCode()).toBe('COMPLETED');
  });

  it('does not wait long for who does not read its last words', async () => {
    const one = opened();
    one.stream.lose('GOING_AWAY');
    one.clock.advance(1_000);
    await closed(one);
    expect(one.places()).toBe(1);
  });

  describe('with an answer in hand', () => {
    it.each(['GOING_AWAY', 'SUBGRAPH_UNAVAILABLE'] as const)('is lost after it: %s', async (loss) => {
      const one = opened();
      const over = one.stream.hold();
      one.stream.lose(loss);
      void one.stream.send('event ');
      void one.stream.answer('answer ');
      expect([read(one), one.stream.endCode(), one.stream.isEnding()]).toEqual([
        ':\n\nanswer ',
        undefined,
        true,
      ]);
      over();
      expect([read(one), one.stream.endCode()]).toEqual([`: ${loss}\n\n`, loss]);
    });

    it('says it after the end of its token, and no event', () => {
      const one = opened({ lastsMs: 500 });
      const over = one.stream.hold();
      one.clock.advance(500);
      void one.stream.send('event ');
      void one.stream.answer('answer ');
      expect(read(one)).toBe(':\n\nanswer ');
      over();
      expect(read(one)).toBe(': TOKEN_EXPIRED\n\n');
    });

    it('ends as completed where there was nothing else', () => {
      const one = opened();
      const over = one.stream.hold();
      one.stream.lose('GOING_AWAY');
      one.stream.complete();
      over();
      expect(one.stream.endCode()).toBe('COMPLETED');
    });

    it('waits for each of several, and no longer than a stop takes', async () => {
      const one = opened();
      const [first] = [one.stream.hold(), one.stream.hold()];
      one.stream.lose('GOING_AWAY');
      first();
      expect(one.stream.endCode()).toBeUndefined();
      one.clock.advance(5_000);
      expect(one.stream.endCode()).toBe('GOING_AWAY');
      one.clock.advance(1_000);
      await closed(one);
    });

    it('ends at once with its session', () => {
      const one = opened();
      one.stream.hold();
      one.stream.lose('GOING_AWAY');
      one.stream.lose('SESSION_REVOKED');
      void one.stream.answer('answer');
      expect(read(one)).toBe(':\n\n: SESSION_REVOKED\n\n');
    });
  });
});
