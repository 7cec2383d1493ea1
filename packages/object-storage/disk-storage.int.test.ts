import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskStorage } from './disk-storage.ts';
import { objectStorageContract } from './testing/object-storage.contract.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'depachika-objects-'));
});
afterAll(() => rm(folder, { recursive: true }));

objectStorageContract('disk', async () => ({
  storage: diskStorage(join(folder, 'contract')),
  elsewhere: diskStorage(join(folder, 'contract')),
  close: async () => undefined,
}));

describe('storage on disk', () => {
  // S3 promises it of itself.
  it('shows a reader whole bytes while they are replaced', async () => {
    const [writer, reader] = [diskStorage(join(folder, 'replaced')), diskStorage(join(folder, 'replaced'))];
    const versions = [randomBytes(200_000), randomBytes(150_000)];
    await writer.put('a', versions[0]!, { contentType: 'image/jpeg' });
    const writing = (async () => {
      for (let round = 0; round < 10; round += 1)
        await writer.put('a', versions[round % 2]!, { contentType: 'image/jpeg' });
    })();
    for (let round = 0; round < 20; round += 1) {
      const seen = await reader.get('a');
      expect(versions.some((version) => seen?.equals(version))).toBe(true);
    }
    await writing;
  });

  it('leaves nothing half-written beside what it keeps', async () => {
    const place = join(folder, 'tidy');
    await diskStorage(place).put('a/b', Buffer.from('x'), { contentType: 'image/jpeg' });
    expect(await readdir(join(place, 'a'))).toEqual(['b']);
  });

  it('fails to put, and leaves nothing, where a name is a folder already', async () => {
    const place = join(folder, 'blocked');
    const storage = diskStorage(place);
    await storage.put('a/b', Buffer.from('x'), { contentType: 'image/jpeg' });
    await expect(storage.put('a', Buffer.from('y'), { contentType: 'image/jpeg' })).rejects.toThrow();
    expect(await readdir(place)).toEqual(['a']);
  });

  it('has no address of its own', async () => {
    const wanted = { contentType: 'image/jpeg', bytes: 1, expiresInSeconds: 60 };
    expect(await diskStorage(folder).uploadAddress('a', wanted)).toBeUndefined();
  });

  it('is not ready where its folder cannot be', async () => {
    await expect(diskStorage('/dev/null/pictures').ready()).rejects.toThrow();
  });
});
