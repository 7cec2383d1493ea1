/** From when until when a certificate is good. */
export interface CertificateLife {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** When a third of its life is left, or less: it is renewed then. */
export function isDue(life: CertificateLife, now: Date): boolean {
  return restOf(life, now) <= 1 / 3;
}

/** When a sixth is left, or less: half of the time for its renewal has passed, and somebody has to look. */
export function isOverdue(life: CertificateLife, now: Date): boolean {
  return restOf(life, now) <= 1 / 6;
}

export function isGood({ startsAt, endsAt }: CertificateLife, now: Date): boolean {
  return startsAt <= now && now < endsAt;
}

/** The share of its life that is left; below zero once it has ended. */
function restOf({ startsAt, endsAt }: CertificateLife, now: Date): number {
  return (endsAt.getTime() - now.getTime()) / (endsAt.getTime() - startsAt.getTime());
}
