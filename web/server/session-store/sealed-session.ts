import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { StoredSession } from './session-store.ts';

/** How a session is kept outside this process. */
export interface SessionSeal {
  /** What it is kept under: leads neither to the browser's name nor to the key. */
  readonly place: string;
  seal(session: StoredSession): string;
  /** @returns undefined for what was not sealed under this name */
  open(sealed: string): StoredSession | undefined;
}

/**
 * The browser's name of its session, 256 random bits, is the only key to it: whoever reads the store, or its copies, can sign in
 * as nobody.
 */
export function sessionSeal(name: string): SessionSeal {
  const place = Buffer.from(hkdfSync('sha256', name, '', 'place of a session', 24)).toString('base64url');
  const key = Buffer.from(hkdfSync('sha256', name, '', 'key of a session', 32));
  return {
    place,
    seal(session) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const [nonce, tag, text] = [
        bytes.subarray(0, NONCE_BYTES),
        bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
        bytes.subarray(NONCE_BYTES + TAG_BYTES),
      ];
      try {
        const decipher = createDecipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place)).setAuthTag(tag);
        const opened = Buffer.concat([decipher.update(text), decipher.final()]);
        return JSON.parse(opened.toString('utf8')) as StoredSession;
      } catch {
        return undefined;
      }
    },
  };
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
