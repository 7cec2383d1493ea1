import { newId } from '@depachika/ids/ids.ts';

/** How far an attempt to pay is; only what is prepared may be prepared anew. */
export type AttemptProgress = 'PREPARED' | 'WAITS' | 'DECLINED' | 'CERTAIN' | 'GIVEN_UP';

interface Attempt {
  readonly paymentId: string;
  readonly attempt: number;
  progress: AttemptProgress;
}

type Answer =
  | { readonly kind: 'prepared'; readonly paymentId: string }
  | { readonly kind: 'refused'; readonly code: string };

/** Attempts to pay orders in memory, as payments answers for them. */
export interface AttemptBook {
  /** @param isAccepted false when the customer's choice is refused */
  prepare(orderId: string, attempt: number, isAccepted: boolean): Answer;
  /** @returns true when this gave something up */
  abandon(orderId: string): boolean;
  /** What became of it once it had begun. */
  settle(paymentId: string, progress: AttemptProgress): void;
  progressOf(paymentId: string): AttemptProgress | undefined;
}

export function createAttemptBook(): AttemptBook {
  const attempts = new Map<string, Attempt[]>();

  return {
    prepare(orderId, attempt, isAccepted) {
      if (attempt > MAX_ATTEMPTS) return { kind: 'refused', code: 'TOO_MANY_ATTEMPTS' };
      const all = attempts.get(orderId) ?? [];
      const same = all.find((known) => known.attempt === attempt);
      if (same && same.progress !== 'PREPARED') return { kind: 'prepared', paymentId: same.paymentId };
      const others = all.filter((known) => known !== same);
      if (attempt !== others.length + 1) throw new Error(`Attempt ${attempt} follows ${others.length}`);
      if (others.some(isCertain)) return { kind: 'refused', code: 'ALREADY_PAID' };
      if (!isAccepted) return { kind: 'refused', code: 'INVALID_CARD_TOKEN' };
      for (const other of others.filter(isLive)) other.progress = 'GIVEN_UP';
      const prepared = same ?? { paymentId: newId('pay'), attempt, progress: 'PREPARED' };
      attempts.set(orderId, [...others, prepared]);
      return { kind: 'prepared', paymentId: prepared.paymentId };
    },
    abandon(orderId) {
      const last = attempts.get(orderId)?.at(-1);
      if (last?.progress !== 'PREPARED') return false;
      last.progress = 'GIVEN_UP';
      return true;
    },
    settle(paymentId, progress) {
      find(paymentId)!.progress = progress;
    },
    progressOf: (paymentId) => find(paymentId)?.progress,
  };

  function find(paymentId: string): Attempt | undefined {
    return [...attempts.values()].flat().find((known) => known.paymentId === paymentId);
  }
}

const MAX_ATTEMPTS = 5;

function isCertain({ progress }: Attempt): boolean {
  return progress === 'CERTAIN';
}

function isLive({ progress }: Attempt): boolean {
  return progress === 'PREPARED' || progress === 'WAITS';
}
