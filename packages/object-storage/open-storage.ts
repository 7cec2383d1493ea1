import { diskStorage } from './disk-storage.ts';
import type { ObjectStorage } from './object-storage.ts';
import type { S3Place } from './s3-storage.ts';

/** Where objects are kept. */
export type StoragePlace =
  | { readonly kind: 'disk'; readonly folder: string }
  | ({ readonly kind: 's3' } & S3Place);

export function openStorage(place: StoragePlace): ObjectStorage {
  if (place.kind === 'disk') return diskStorage(place.folder);
  return whenAsked(async () => (await import('./s3-storage.ts')).s3Storage(place));
}

/** Loads the client of S3 with the first object: who keeps objects on disk never has it in memory. */
function whenAsked(open: () => Promise<ObjectStorage>): ObjectStorage {
  let opened: Promise<ObjectStorage> | undefined;
  const storage = () => {
    opened ??= open();
    return opened;
  };
  return {
    put: async (...args) => (await storage()).put(...args),
    get: async (name) => (await storage()).get(name),
    sizeOf: async (name) => (await storage()).sizeOf(name),
    remove: async (names) => (await storage()).remove(names),
    uploadAddress: async (...args) => (await storage()).uploadAddress(...args),
    ready: async () => (await storage()).ready(),
    close: () => void opened?.then((each) => each.close()),
  };
}
