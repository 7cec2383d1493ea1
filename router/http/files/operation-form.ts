import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { routerError } from '../../operation/public-errors.ts';
import { type FormLimits, MAP_BYTES, mostBytes } from './form-limits.ts';
import { badForm, type FormPart, type FormParts, formParts, tooLarge } from './form-parts.ts';
import { type PlacedFiles, placeFiles } from './form-rules.ts';

/** A multipart request of which the operation is known, and of whose files nothing has been read. */
export interface OperationForm extends PlacedFiles {
  readonly parts: FormParts;
}

/**
 * Reads the operation of a multipart request: `operations` first, then `map`; the files come behind. Throws `PublicError` for
 * what is no such request, or too large.
 */
export async function readOperationForm(
  { headers, body }: { readonly headers: FormHeaders; readonly body: Readable },
  limits: FormLimits,
): Promise<OperationForm> {
  const most = mostBytes(limits);
  if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(most);
  const parts = formParts(body, headers['content-type'] ?? '', limits);
  const operations = await jsonPart(parts, 'operations', limits.operationBytes);
  const map = await jsonPart(parts, 'map', MAP_BYTES);
  const placed = placeFiles(operations, map, limits.files);
  if (placed.kind === 'refused') throw routerError(placed.code, placed.message, { status: 400 });
  const { operation, files } = placed;
  return { operation, files, parts };
}

export interface FormHeaders {
  readonly 'content-type'?: string | undefined;
  readonly 'content-length'?: string | undefined;
}

async function jsonPart(parts: FormParts, name: string, most: number): Promise<unknown> {
  const part = await parts.next();
  if (part?.name !== name) throw badForm('A form has operations first, then map, and then the files');
  const bytes = await bytesOf(part, most).catch((error) => {
    throw parts.failure() ?? error;
  });
  try {
    if (isUtf8(bytes)) return JSON.parse(bytes.toString());
  } catch {
    // As with bytes that are no text.
  }
  throw badForm(`${name} should hold JSON in UTF-8`);
}

async function bytesOf({ body }: FormPart, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
