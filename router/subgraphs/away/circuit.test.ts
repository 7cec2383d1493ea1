import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Circuit, createCircuit } from './circuit.ts';

const SETTINGS = { failurePercent: 50, minimumCalls: 10, windowMs: 10_000, openMs: 2_000 };

let circuit: Circuit;
let told: string[];

// The library asks no clock but the machine's, which stands still here.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  told = [];
  circuit = createCircuit({
    settings: SETTINGS,
    refusal: () => new Error('refused'),
    onOpen: (cause) => told.push(`opened: ${(cause as Error).message}`),
    onClose: () => told.push('closed'),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

async function succeed(times = 1): Promise<void> {
  for (let done = 0; done < times; done += 1) await circuit.run(async () => 'answer', isFault);
}

async function fail(times = 1, fault = true): Promise<void> {
  for (let done = 0; done < times; done += 1)
    await circuit
      .run(
        () => Promise.reject(new Error('away')),
        async () => fault,
      )
      .catch(() => undefined);
  await judged();
}

/** Whether a call was a fault is decided when nobody waits for it any more. */
async function judged(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

const isFault = async () => true;
const refused = () => circuit.run(async () => 'answer', isFault).catch((error: Error) => error.message);

describe('a circuit', () => {
  it('hands on answers and failures while it is closed', async () => {
    await expect(circuit.run(async () => 'answer', isFault)).resolves.toBe('answer');
    await expect(circuit.run(() => Promise.reject(new Error('away')), isFault)).rejects.toThrow('away');
    expect(circuit.state()).toBe('closed');
  });

  it('opens when more than its share of enough calls fail', async () => {
    await succeed(4);
    await fail(5);
    expect(circuit.state()).toBe('closed');
    await fail();
    expect(circuit.state()).toBe('open');
    expect(told).toEqual(['opened: away']);
  });

  it('stays closed with few calls, with few failures, and with failures of nobody', async () => {
    await fail(9);
    expect(circuit.state()).toBe('closed');
    await succeed(20);
    await fail(9);
    await fail(100, false);
    expect(circuit.state()).toBe('closed');
  });

  it('asks nothing while it is open', async () => {
    await fail(10);
    const ask = vi.fn(async () => 'answer');
    await expect(circuit.run(ask, isFault)).rejects.toThrow('refused');
    vi.setSystemTime(Date.now() + SETTINGS.openMs - 1);
    await expect(circuit.run(ask, isFault)).rejects.toThrow('refused');
    expect(ask).not.toHaveBeenCalled();
  });

  it('lets one call decide after a while, and keeps no other waiting for it', async () => {
    await fail(10);
    vi.setSystemTime(Date.now() + SETTINGS.openMs);
    const { promise, resolve } = Promise.withResolvers<string>();
    const deciding = circuit.run(() => promise, isFault);
    expect(circuit.state()).toBe('half-open');
    expect(await refused()).toBe('refused');
    resolve('answer');
    expect(await deciding).toBe('answer');
    await succeed();
    expect(circuit.state()).toBe('closed');
    expect(told).toEqual(['opened: away', 'closed']);
  });

  it('opens again when that call fails, and tells nobody twice', async () => {
    await fail(10);
    vi.setSystemTime(Date.now() + SETTINGS.openMs);
    await fail();
    expect(circuit.state()).toBe('open');
    expect(await refused()).toBe('refused');
    expect(told).toEqual(['opened: away']);
  });
});
