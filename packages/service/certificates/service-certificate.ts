import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { type Clock, systemClock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import type { TlsFiles } from '../config.ts';
import { isGood, isOverdue } from './certificate-life.ts';
import { readTls, type Tls } from './tls.ts';

/** A service's certificate, which somebody else renews while it is used. */
export interface ServiceCertificate {
  current(): Tls;
  endsAt(): Date;
  /** Told each pair that takes the place of the one before. */
  onChange(take: (tls: Tls) => void): void;
  /** Looks at the files now. Never throws: a pair that is no good is logged, and the one in use stays. */
  look(): Promise<void>;
  /** Looks no more. */
  stop(): Promise<void>;
}

export interface ServiceCertificateOptions {
  readonly files: TlsFiles;
  /** Default the machine's own: TLS goes by no other. */
  readonly clock?: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

const LOOK_MS = 60_000;
const WARN_AGAIN_MS = 24 * 60 * 60 * 1000;

/**
 * Reads the files, and again each minute: where secrets are mounted, files are swapped without a sign that every system
 * gives. Throws at the first reading, naming the variable, when they are no good.
 */
export async function openServiceCertificate(
  options: ServiceCertificateOptions,
): Promise<ServiceCertificate> {
  const { files, clock = systemClock, logger } = options;
  const takers: ((tls: Tls) => void)[] = [];
  let current = await readTls(files);
  let refused = '';
  let warnedMs = Number.NEGATIVE_INFINITY;
  warnIfOverdue();
  const job = startPeriodicJob({ clock, logger, everyMs: LOOK_MS, run: look, failure: FAILURE });
  return {
    current: () => current,
    endsAt: () => current.life.endsAt,
    onChange: (take) => void takers.push(take),
    look,
    stop: () => job.stop(),
  };

  async function look(): Promise<void> {
    await takeOver();
    warnIfOverdue();
  }

  async function takeOver(): Promise<void> {
    try {
      const next = await readTls(files);
      if (isSame(next, current)) {
        refused = '';
        return;
      }
      refuseUseless(next, clock.now());
      current = next;
    } catch (error) {
      refuse(error as Error);
      return;
    }
    refused = '';
    warnedMs = Number.NEGATIVE_INFINITY;
    for (const take of takers) take(current);
    logger.info({ ...described(current) }, 'A renewed certificate is in use');
  }

  /** Once for each fault: a look each minute would bury everything else. */
  function refuse(error: Error): void {
    if (error.message === refused) return;
    refused = error.message;
    logger.error({ err: error, ...described(current) }, FAILURE);
  }

  function warnIfOverdue(): void {
    const nowMs = clock.now().getTime();
    if (!isOverdue(current.life, clock.now()) || nowMs - warnedMs < WARN_AGAIN_MS) return;
    warnedMs = nowMs;
    logger.warn({ ...described(current) }, OVERDUE);
  }
}

const FAILURE =
  'The new certificate is no good and the one in use stays: "npm run certificates -- renew" writes one that is';
const OVERDUE =
  'The certificate ends soon and was not renewed: run "npm run certificates -- renew", and see why nobody did';

function isSame(one: Tls, other: Tls): boolean {
  return (
    one.certificate.equals(other.certificate) &&
    one.privateKey.equals(other.privateKey) &&
    one.authority.equals(other.authority)
  );
}

function refuseUseless({ life }: Tls, now: Date): void {
  if (isGood(life, now)) return;
  const when = `${life.startsAt.toISOString()} to ${life.endsAt.toISOString()}`;
  throw new Error(`TLS_CERT_FILE must hold a certificate that is good now, and not from ${when}`);
}

function described({ serialNumber, life }: Tls) {
  return { serialNumber, certificateEndsAt: life.endsAt.toISOString() };
}
