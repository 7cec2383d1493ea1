import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adjustableClock } from '@depachika/clock/clock.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSessions } from './file-sessions.ts';
import { SessionsAway } from './session-store.ts';
import { aSession, newName, sessionStoreContract } from './testing/session-store.contract.ts';

sessionStoreContract('in files', async (clock) => {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-sessions-'));
  return {
    store: fileSessions({ folder: join(folder, 'sessions'), clock, logger: silent }),
    close: () => rm(folder, { recursive: true }),
  };
});

describe('sessions in files', () => {
  const clock = adjustableClock();
  let above: string;
  let folder: string;
  beforeEach(async () => {
    above = await mkdtemp(join(tmpdir(), 'depachika-sessions-'));
    folder = join(above, 'sessions');
  });
  afterEach(() => rm(above, { recursive: true }));
  const started = () => fileSessions({ folder, clock, logger: silent });

  it('are known to the next process, which can change them', async () => {
    const [name, session] = [newName(), aSession(clock)];
    await started().set(name, session);
    expect(await started().get(name)).toEqual(session);
    await started().change(name, async (kept) => ({ ...kept, accessToken: 'access-2' }));
    expect(await started().get(name)).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-1' });
    await started().change(name, async () => undefined);
    expect(await started().get(name)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('tell whoever reads the folder neither a name nor a token, and nobody else may read it', async () => {
    const name = newName();
    await started().set(name, aSession(clock));
    const [file] = await readdir(folder);
    const text = await readFile(join(folder, file!), 'utf8');
    for (const secret of [name, 'access-1', 'refresh-1', 'usr_1'])
      expect(`${file} ${text}`).not.toContain(secret);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect((await stat(join(folder, file!))).mode & 0o077).toBe(0);
  });

  it('whose file is no longer whole are over, and leave the others alone', async () => {
    const [torn, whole] = [newName(), newName()];
    await started().set(torn, aSession(clock));
    const [file] = await readdir(folder);
    await writeFile(join(folder, file!), (await readFile(join(folder, file!), 'utf8')).slice(0, 40));
    await started().set(whole, aSession(clock));
    expect(await started().get(torn)).toBeUndefined();
    expect(await started().get(whole)).toBeDefined();
  });

  it('leave no file behind an hour after their end', async () => {
    const store = started();
    const inAnHour = { refreshTokenExpiresAt: clock.now().getTime() + 60 * 60_000 };
    for (let count = 0; count < 3; count += 1) await store.set(newName(), aSession(clock, inAnHour));
    clock.advance(61 * 60_000);
    const name = newName();
    await store.set(name, aSession(clock));
    expect(await readdir(folder)).toHaveLength(1);
    expect(await store.get(name)).toBeDefined();
  });

  it('are nobody’s to tell while the folder cannot be used', async () => {
    await writeFile(folder, 'a file');
    await chmod(folder, 0o600);
    await expect(started().set(newName(), aSession(clock))).rejects.toThrow(SessionsAway);
    await expect(started().get(newName())).rejects.toThrow(SessionsAway);
  });
});
