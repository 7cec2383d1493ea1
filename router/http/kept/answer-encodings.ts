import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { KeptAnswer } from '../../execution/kept/kept-answer.ts';

export type Encoding = 'br' | 'gzip';

const [toBrotli, toGzip] = [promisify(brotliCompress), promisify(gzip)];

/** An answer that many are sent is compressed once for all of them; what is compressed is forgotten with the answer. */
const COMPRESSED = new WeakMap<KeptAnswer, Partial<Record<Encoding, Promise<Buffer>>>>();

/** Encoded once, too: most answers hold Japanese, of which each character takes three bytes. */
const PLAIN = new WeakMap<KeptAnswer, Buffer>();

export function plainBytes(answer: KeptAnswer): Buffer {
  const known = PLAIN.get(answer) ?? Buffer.from(answer.text);
  PLAIN.set(answer, known);
  return known;
}

/** The same answer beside what is told to few kinds of callers: what it cost, to developers. */
const EXTENDED = new WeakMap<KeptAnswer, Map<string, KeptAnswer>>();

export function withExtensions(answer: KeptAnswer, extensions: object): KeptAnswer {
  const member = JSON.stringify(extensions);
  const known = EXTENDED.get(answer) ?? new Map<string, KeptAnswer>();
  EXTENDED.set(answer, known);
  // In place of what ends an answer: a brace and a line's end.
  const made = known.get(member) ?? {
    ...answer,
    text: `${answer.text.slice(0, -2)},"extensions":${member}}\n`,
  };
  known.set(member, made);
  return made;
}

export function compressed(answer: KeptAnswer, encoding: Encoding): Promise<Buffer> {
  const known = COMPRESSED.get(answer) ?? {};
  COMPRESSED.set(answer, known);
  known[encoding] ??= encoding === 'br' ? toBrotli(answer.text, BROTLI) : toGzip(answer.text);
  return known[encoding];
}

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** @param accepted the header `accept-encoding` @returns undefined for who wants it as it is */
export function chosenEncoding(accepted: string | undefined): Encoding | undefined {
  if (!accepted) return undefined;
  const offered = new Map<string, number>();
  for (const part of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const quality = parameters.find((text) => text.startsWith('q='));
    offered.set(name, quality ? Number(quality.slice(2)) : 1);
  }
  const qualityOf = (name: Encoding) => offered.get(name) ?? offered.get('*') ?? 0;
  const best: Encoding = qualityOf('br') >= qualityOf('gzip') ? 'br' : 'gzip';
  return qualityOf(best) > 0 ? best : undefined;
}
