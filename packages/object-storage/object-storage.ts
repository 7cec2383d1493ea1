/** Bytes under names. Each implementation passes `testing/object-storage.contract.ts`. */
export interface ObjectStorage {
  /**
   * Keeps the bytes under the name, in place of what it held. Readers get the old bytes or the new ones, never a part; once it
   * resolves they outlive a power cut. @throws BadObjectName
   */
  put(name: string, bytes: Uint8Array, options: PutOptions): Promise<void>;
  /** Undefined where there is nothing of this name. @throws BadObjectName */
  get(name: string): Promise<Buffer | undefined>;
  /** How many bytes there are; undefined where there is nothing. @throws BadObjectName */
  sizeOf(name: string): Promise<number | undefined>;
  /** What is not there is no failure. @throws BadObjectName */
  remove(names: readonly string[]): Promise<void>;
  /**
   * An address to which whoever holds it may PUT exactly so many bytes of this type, past this process. Undefined where storage has no
   * address of its own. @throws BadObjectName
   */
  uploadAddress(name: string, wanted: WantedUpload): Promise<string | undefined>;
  /** Rejects when nothing can be kept. */
  ready(): Promise<void>;
  close(): void;
}

export interface PutOptions {
  /** `image/jpeg`; storage that answers by itself says it. */
  readonly contentType: string;
}

export interface WantedUpload extends PutOptions {
  readonly bytes: number;
  /** 1 to 604,800. */
  readonly expiresInSeconds: number;
}

/** A name of ours never looks so: it came from outside, or a rule is wrong. */
export class BadObjectName extends Error {
  readonly code = 'BAD_OBJECT_NAME';
}

/** @returns the name. @throws BadObjectName for one that could lead out of a folder, or that two systems would read differently */
export function checkedName(name: string): string {
  if (name.length <= MAX_LENGTH && OBJECT_NAME.test(name)) return name;
  throw new BadObjectName(`${JSON.stringify(name.slice(0, 80))} is no name of an object`);
}

const MAX_LENGTH = 200;
/** Parts between slashes, each beginning with a letter or digit: no part is `..`, none is hidden. */
const OBJECT_NAME = /^[a-z0-9][a-z0-9_.-]*(?:\/[a-z0-9][a-z0-9_.-]*)*$/;
