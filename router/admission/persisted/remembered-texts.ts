import { LRUCache } from 'lru-cache';

/** Texts that clients have sent once, to be asked for by their SHA-256 from then on. A text never changes under its hash. */
export interface RememberedTexts {
  get(hash: string): Promise<string | undefined>;
  /** The text that was used longest ago gives way where there is no room. */
  keep(hash: string, text: string): Promise<void>;
}

/** What there is room for. */
export interface TextRoom {
  readonly texts: number;
  /** Of all texts together. */
  readonly bytes: number;
}

export const TEXT_ROOM: TextRoom = { texts: 5_000, bytes: 10_000_000 };

/** In this process. */
export function memoryTexts({ texts, bytes }: TextRoom = TEXT_ROOM): RememberedTexts {
  const remembered = new LRUCache<string, string>({
    max: texts,
    maxSize: bytes,
    sizeCalculation: (text) => Buffer.byteLength(text),
  });
  return {
    get: async (hash) => remembered.get(hash),
    keep: async (hash, text) => void remembered.set(hash, text),
  };
}
