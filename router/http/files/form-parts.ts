import { once } from 'node:events';
import { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { type PublicError, routerError } from '../../operation/public-errors.ts';
import { type FormLimits, HEAD_BYTES, mostBytes } from './form-limits.ts';

/** A part of a form. It must be read before the next one comes. */
export interface FormPart {
  readonly name: string;
  readonly contentType: string;
  /** Fails where the form does. */
  readonly body: Readable;
}

/** The parts of a multipart body, one after the other; what nobody asks for is not read. */
export interface FormParts {
  /** Undefined after the last. Throws why the form cannot be read further. */
  next(): Promise<FormPart | undefined>;
  /** Why it cannot be read further. */
  failure(): Error | undefined;
  /** Its end has come: the connection may be used again. */
  isRead(): boolean;
  /** Nobody asks for more. */
  end(): void;
}

/** @param contentType with the boundary @throws PublicError for one without */
export function formParts(body: Readable, contentType: string, limits: FormLimits): FormParts {
  const parts = new Readable({ objectMode: true, read: () => undefined }).on('error', nothing);
  const arriving = parts.iterator({ destroyOnReturn: false });
  const open = new Set<Readable>();
  const form = parserOf(contentType, limits);
  let failure: Error | undefined;
  let isRead = false;

  form.on('file', (name: string | undefined, part, _file, _encoding, type) => {
    open.add(part.once('close', () => open.delete(part)));
    // A part also breaks because whoever is sent it is gone: they tell why. A form that ends too early says so by itself.
    part.on('error', nothing).once('limit', () => fail(tooLarge(limits.fileBytes)));
    if (failure) part.destroy(failure);
    else if (name === undefined) fail(unreadable());
    else parts.push({ name, contentType: type, body: part } satisfies FormPart);
  });
  form.once('partsLimit', () => fail(badForm(`A form has at most ${limits.files} files`)));
  form.on('error', () => fail(unreadable()));
  form.once('finish', () => {
    isRead = true;
    parts.push(null);
  });
  void feed();

  return {
    async next() {
      const { done, value } = await arriving.next();
      return done ? undefined : (value as FormPart);
    },
    failure: () => failure,
    isRead: () => isRead && failure === undefined,
    end() {
      if (!isRead) fail(new Error('The form is not read further'));
    },
  };

  /** Writes the body on as fast as its parts are read. The connection outlives a refusal, which it carries. */
  async function feed(): Promise<void> {
    const most = mostBytes(limits);
    let bytes = 0;
    try {
      for await (const chunk of body.iterator({ destroyOnReturn: false })) {
        bytes += chunk.length;
        if (bytes > most) return fail(tooLarge(most));
        if (!form.write(chunk)) await once(form, 'drain');
        if (failure) return;
      }
      form.end();
    } catch {
      // Its sender has left, or the parser cannot go on: nothing is wrong here.
      fail(unreadable());
    }
  }

  function fail(reason: Error): void {
    failure ??= reason;
    parts.destroy(failure);
    for (const part of open) part.destroy(failure);
  }
}

/** Every part is a stream: texts are checked and bounded by who reads them. */
function parserOf(contentType: string, { files, fileBytes }: FormLimits): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: () => true,
      limits: { parts: files + 2, fileSize: fileBytes, headerPairs: 20, headerSize: HEAD_BYTES },
    });
  } catch {
    throw unreadable();
  }
}

export function badForm(message: string): PublicError {
  return routerError('BAD_REQUEST', message, { status: 400 });
}

export function tooLarge(limit: number): PublicError {
  const message = `At most ${limit} bytes are allowed`;
  return routerError('PAYLOAD_TOO_LARGE', message, { status: 413, extensions: { limit } });
}

function unreadable(): PublicError {
  return badForm('The multipart body cannot be read: it is broken, or ends too early');
}

function nothing(): void {
  // Whoever asks for the next part, or reads this one, is told.
}
