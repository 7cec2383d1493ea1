import { createHmac, timingSafeEqual } from 'node:crypto';

/** A notification is good this long around its own time. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;
export const SIGNATURE_HEADER = 'depachika-signature';

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">` */
export function signWebhook(body: Buffer | string, secret: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return `t=${seconds},v1=${digest(seconds, body, secret).toString('hex')}`;
}

export type SignatureProblem = 'MISSING' | 'MALFORMED' | 'TOO_OLD' | 'WRONG';

/** @returns undefined when the signature is that of one of these secrets, over exactly this body, at about this time */
export function signatureProblem(
  header: string | undefined,
  body: Buffer,
  secrets: readonly string[],
  now: Date,
): SignatureProblem | undefined {
  if (!header) return 'MISSING';
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header);
  if (!match) return 'MALFORMED';
  const seconds = Number(match[1]);
  const given = Buffer.from(match[2]!, 'hex');
  const isOurs = secrets.map((secret) => timingSafeEqual(given, digest(seconds, body, secret)));
  if (!isOurs.includes(true)) return 'WRONG';
  return Math.abs(now.getTime() - seconds * 1000) > SIGNATURE_TOLERANCE_MS ? 'TOO_OLD' : undefined;
}

function digest(seconds: number, body: Buffer | string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}
