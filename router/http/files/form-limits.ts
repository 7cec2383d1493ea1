/** What one multipart request may hold. */
export interface FormLimits {
  readonly files: number;
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of `operations`: as many as of a body without files. */
  readonly operationBytes: number;
}

/** As many as a product has pictures, each as large as a picture may be. */
export const FILES = { files: 12, fileBytes: 20 * 1024 * 1024 };

/** Bytes of `map`. */
export const MAP_BYTES = 20_000;

/** Of a part, and of the lines between parts. */
export const HEAD_BYTES = 4_096;

/** Bytes of a whole request: nothing is read of one that says that it has more. */
export function mostBytes({ files, fileBytes, operationBytes }: FormLimits): number {
  return operationBytes + MAP_BYTES + files * fileBytes + (files + 3) * HEAD_BYTES;
}
