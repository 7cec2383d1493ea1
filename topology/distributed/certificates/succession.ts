import { type CertificateLife, isDue } from '@depachika/service/certificates/certificate-life.ts';

/** An authority of the shop; there are two while one takes over from the other. */
export interface Lived {
  readonly life: CertificateLife;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Certificates are good from a day before they are made: the clocks of two machines need not agree. */
export const EARLY_MS = DAY_MS;
/** So long everybody believes a new authority before it signs anything: one who cannot be told hears of it meanwhile. */
const KNOWN_BEFORE_SIGNING_MS = 7 * DAY_MS;

/** True when there is none, or the newest has only a third of its life left. */
export function needsSuccessor(authorities: readonly Lived[], now: Date): boolean {
  const newest = believed(authorities, now).at(-1);
  return newest === undefined || isDue(newest.life, now);
}

/** Those whose certificates are believed: all that have not ended, the oldest first. */
export function believed<Authority extends Lived>(
  authorities: readonly Authority[],
  now: Date,
): readonly Authority[] {
  return authorities
    .filter(({ life }) => now < life.endsAt)
    .toSorted((one, other) => one.life.startsAt.getTime() - other.life.startsAt.getTime());
}

/** The newest that everybody has heard of; the oldest where nobody has heard of any. */
export function signerOf<Authority extends Lived>(
  authorities: readonly Authority[],
  now: Date,
): Authority | undefined {
  const living = believed(authorities, now);
  const knownSince = now.getTime() - KNOWN_BEFORE_SIGNING_MS - EARLY_MS;
  return living.findLast(({ life }) => life.startsAt.getTime() <= knownSince) ?? living[0];
}
