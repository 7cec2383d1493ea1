import { adjustableClock } from '@depachika/clock/clock.ts';
import { afterEach, expect, it } from 'vitest';
import { serveTestControls, type TestControlsServer } from './test-controls.ts';

const clock = adjustableClock({ frozenAt: new Date('2026-04-01T00:00:00Z') });
let controls: TestControlsServer | undefined;
afterEach(() => controls?.close());

it('set the clock forward, tell its time, and count statements where somebody counts them', async () => {
  controls = await serveTestControls({ clock, statementCount: () => 7, port: 0 });
  expect(await advance({ advanceMs: 60_000 })).toEqual({ now: '2026-04-01T00:01:00.000Z' });
  expect(await (await fetch(`${controls.url}/clock`)).json()).toEqual({ now: '2026-04-01T00:01:00.000Z' });
  expect(await (await fetch(`${controls.url}/statements`)).json()).toEqual({ statements: 7 });
});

it.each([{}, { advanceMs: -1 }, { advanceMs: 1.5 }, { advanceMs: '1' }])('refuse %j', async (body) => {
  const before = clock.now();
  controls = await serveTestControls({ clock, port: 0 });
  expect(await advance(body)).toHaveProperty('message');
  expect(clock.now()).toEqual(before);
  expect((await fetch(`${controls.url}/statements`)).status).toBe(404);
});

async function advance(body: object): Promise<unknown> {
  const response = await fetch(`${controls!.url}/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
