import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStorage } from '../object-storage.ts';

export interface StorageUnderTest {
  readonly storage: ObjectStorage;
  /** Another process's view of the same objects. */
  readonly elsewhere: ObjectStorage;
  close(): Promise<void>;
}

const JPEG = { contentType: 'image/jpeg' };

/** What every storage of objects promises. */
export function objectStorageContract(name: string, open: () => Promise<StorageUnderTest>): void {
  describe(`object storage: ${name}`, () => {
    let made: StorageUnderTest;
    let storage: ObjectStorage;
    beforeAll(async () => {
      made = await open();
      ({ storage } = made);
    });
    afterAll(() => made.close());

    it('is ready', async () => {
      await expect(storage.ready()).resolves.toBeUndefined();
    });

    it('gives back the very bytes, also to another process', async () => {
      const [key, bytes] = [fresh(), randomBytes(300_000)];
      await storage.put(key, bytes, JPEG);
      expect(await storage.get(key)).toEqual(bytes);
      expect(await made.elsewhere.get(key)).toEqual(bytes);
      expect(await storage.sizeOf(key)).toBe(300_000);
    });

    it('keeps no bytes at all as well', async () => {
      const key = fresh();
      await storage.put(key, Buffer.alloc(0), JPEG);
      expect(await storage.get(key)).toEqual(Buffer.alloc(0));
      expect(await storage.sizeOf(key)).toBe(0);
    });

    it('puts new bytes in the place of old ones', async () => {
      const key = fresh();
      await storage.put(key, Buffer.from('the old ones, which are longer'), JPEG);
      await storage.put(key, Buffer.from('new'), JPEG);
      expect((await storage.get(key))?.toString()).toBe('new');
    });

    it('knows nothing of a name that was never put, and of a folder', async () => {
      const key = fresh();
      await storage.put(`${key}/below`, Buffer.from('x'), JPEG);
      for (const unknown of [fresh(), key, `${key}/below/deeper`]) {
        expect(await storage.get(unknown), unknown).toBeUndefined();
      }
      expect(await storage.sizeOf(fresh())).toBeUndefined();
    });

    it('removes what is named and nothing else, twice without complaint', async () => {
      const keys = [fresh(), fresh(), fresh()];
      for (const key of keys) await storage.put(key, Buffer.from(key), JPEG);
      for (let time = 0; time < 2; time += 1) await storage.remove(keys.slice(0, 2));
      await storage.remove([]);
      const left = await Promise.all(keys.map((key) => storage.get(key)));
      expect(left.map((bytes) => bytes?.toString())).toEqual([undefined, undefined, keys[2]]);
    });

    it.each([
      '../out',
      'a/../../out',
      '/etc/passwd',
      'a//b',
      'a/./b',
      '.hidden',
      'a/.hidden',
      'C:\\x',
      'a\0b',
      'Ä',
      '',
    ])('refuses the name %j for everything', async (bad) => {
      const refused = { code: 'BAD_OBJECT_NAME' };
      await expect((async () => storage.put(bad, Buffer.from('x'), JPEG))()).rejects.toMatchObject(refused);
      await expect((async () => storage.get(bad))()).rejects.toMatchObject(refused);
      await expect((async () => storage.sizeOf(bad))()).rejects.toMatchObject(refused);
      await expect((async () => storage.remove([bad]))()).rejects.toMatchObject(refused);
      const wanted = { ...JPEG, bytes: 1, expiresInSeconds: 60 };
      await expect((async () => storage.uploadAddress(bad, wanted))()).rejects.toMatchObject(refused);
    });
  });
}

function fresh(): string {
  return `trial/${randomUUID()}`;
}
