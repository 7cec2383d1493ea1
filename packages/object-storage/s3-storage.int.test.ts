import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Place, s3Storage } from './s3-storage.ts';
import { objectStorageContract } from './testing/object-storage.contract.ts';

let folder: string;
let server: S3rver;
let place: S3Place;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'depachika-s3-'));
  const buckets = [{ name: 'pictures' }];
  server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: buckets,
  });
  const { port } = (await server.run()) as AddressInfo;
  place = {
    bucket: 'pictures',
    region: 'ap-northeast-1',
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    pathStyle: true,
  };
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

objectStorageContract('S3', async () => {
  const [storage, elsewhere] = [s3Storage(place), s3Storage(place)];
  return {
    storage,
    elsewhere,
    async close() {
      storage.close();
      elsewhere.close();
    },
  };
});

describe('storage in a bucket', () => {
  const wanted = { contentType: 'image/jpeg', bytes: 4, expiresInSeconds: 60 };
  const send = (address: string, body: string, type = 'image/jpeg') =>
    fetch(address, { method: 'PUT', body, headers: { 'content-type': type } });

  it('gives an address that takes the bytes that were signed for', async () => {
    const storage = s3Storage(place);
    const address = await storage.uploadAddress('uploads/one', wanted);
    expect((await send(address!, 'four')).status).toBe(200);
    expect((await storage.get('uploads/one'))?.toString()).toBe('four');
  });

  // The server of this test believes every signature; what is signed can be read all the same.
  it('signs length and type with its address, and until when it is good', async () => {
    const address = new URL((await s3Storage(place).uploadAddress('uploads/two', wanted))!);
    expect(address.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(address.searchParams.get('X-Amz-Expires')).toBe('60');
    expect(address.href).not.toContain('secret');
  });

  it('is not ready where there is no such bucket, and tells failures from absence', async () => {
    const lost = s3Storage({ ...place, bucket: 'nowhere' });
    await expect(lost.ready()).rejects.toThrow();
    const away = s3Storage({ ...place, endpoint: 'http://127.0.0.1:9' });
    await expect(away.get('a')).rejects.toThrow();
  });
});
