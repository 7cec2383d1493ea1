import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { encode } from 'iconv-lite';

/** In which files may be written. Shift_JIS is the one of spreadsheets, with ①, 髙, ～ and ― (code page 932). */
export const ENCODINGS = ['utf-8', 'shift_jis'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A file that was read once from end to end. */
export interface KnownFile {
  readonly path: string;
  /** SHA-256 of its bytes and of how they are read, in hexadecimal. */
  readonly digest: string;
  readonly encoding: Encoding;
  readonly bytes: number;
}

/** The file is not text in an encoding that it was said to have, or that is known here. */
export class NotText extends Error {}

/**
 * Reads a file once, for its digest and to know how it is written: UTF-8 unless one byte of it cannot be, then Shift_JIS.
 * @param said what it was said to be @throws NotText when the whole of it is in none of them
 */
export async function knowFile(path: string, said: Encoding | undefined): Promise<KnownFile> {
  const hash = createHash('sha256');
  const candidates = ENCODINGS.filter((encoding) => said === undefined || encoding === said).map(validator);
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
    for (const each of candidates) each.take(chunk);
  }
  const fitting = candidates.find((each) => each.isWhole());
  if (!fitting) {
    const tried = candidates.map(
      ({ encoding, wrongLine }) => `${encoding} (not from line ${wrongLine()} on)`,
    );
    throw new NotText(`${path} is not text in ${tried.join(' nor in ')}`);
  }
  hash.update(fitting.encoding);
  return { path, digest: hash.digest('hex'), encoding: fitting.encoding, bytes };
}

/** A text in this encoding. @returns undefined when it holds a character that the encoding does not have */
export function encoded(text: string, encoding: Encoding): Buffer | undefined {
  if (encoding === 'utf-8') return Buffer.from(text);
  const bytes = encode(text, 'cp932');
  // What cannot be written becomes another character: what is read again shows it.
  return new TextDecoder(encoding).decode(bytes) === text ? bytes : undefined;
}

/** The first character of a text that the encoding does not have. */
export function missingCharacter(text: string, encoding: Encoding): string | undefined {
  return [...text].find((character) => encoded(character, encoding) === undefined);
}

function validator(encoding: Encoding) {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let lines = 1;
  let fits = true;
  return {
    encoding,
    wrongLine: () => lines,
    take(chunk: Uint8Array) {
      if (fits) fits = goesOn(chunk);
    },
    isWhole: () => fits && goesOn(undefined),
  };

  function goesOn(chunk: Uint8Array | undefined): boolean {
    try {
      lines += decoder.decode(chunk, { stream: chunk !== undefined }).split('\n').length - 1;
      return true;
    } catch {
      return false;
    }
  }
}
