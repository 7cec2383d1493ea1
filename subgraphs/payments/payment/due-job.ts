import type { DueWork } from '@depachika/background/due-work.ts';
import type { PaymentsServices } from './services.ts';

/** Work that falls due by the clock. One statement asks for the work of every room. */
export interface DueJob extends Pick<DueWork, 'job' | 'sinceSql'> {
  /** SQL: whether anything is due at the instant that this parameter holds: now, or what `dueBefore` says. */
  readonly isDueSql: (now: string) => string;
  readonly dueBefore?: (services: PaymentsServices, now: Date) => Date;
  /** @returns how many it did, at most `limit` */
  readonly run: (services: PaymentsServices, limit: number) => Promise<number>;
}
