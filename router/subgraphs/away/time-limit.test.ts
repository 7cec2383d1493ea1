import { describe, expect, it } from 'vitest';
import { CallTime, TimeIsOver, withinTime } from './time-limit.ts';

const forever = () => new Promise<never>(() => undefined);

describe('the time of a call', () => {
  it('is over for who listens and for who has a signal, whenever that was made', async () => {
    const told: string[] = [];
    const client = new AbortController();
    const signals: AbortSignal[] = [];
    const times: CallTime[] = [];
    const answer = withinTime(60_000, client.signal, (time) => {
      times.push(time);
      time.onEnd(() => told.push('listener'));
      time.onEnd(() => told.push('forgotten'))();
      signals.push(time.signal);
      return forever();
    });
    client.abort();
    await expect(answer).rejects.toBeInstanceOf(TimeIsOver);
    expect(told).toEqual(['listener']);
    expect(signals[0]!.aborted).toBe(true);
    expect(times[0]!.isOver).toBe(true);
    const late = new CallTime();
    late.end();
    expect(late.signal.aborted).toBe(true);
  });

  it('is not begun for a client that has left', async () => {
    let isAsked = false;
    const answer = withinTime(60_000, AbortSignal.abort(), async () => {
      isAsked = true;
    });
    await expect(answer).rejects.toBeInstanceOf(TimeIsOver);
    expect(isAsked).toBe(false);
  });

  it('is not over after the answer', async () => {
    const client = new AbortController();
    const times: CallTime[] = [];
    const answer = await withinTime(60_000, client.signal, async (time) => {
      times.push(time);
      return 'answer';
    });
    client.abort();
    expect(answer).toBe('answer');
    expect(times[0]!.isOver).toBe(false);
  });
});
