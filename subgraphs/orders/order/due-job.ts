import type { DueWork } from '@depachika/background/due-work.ts';
import type { OrdersServices } from './services.ts';

/** Work that falls due by the clock. One statement asks for the work of every room; what is due then runs. */
export interface DueJob extends Pick<DueWork, 'job' | 'sinceSql'> {
  /** SQL: whether anything falls due before the instant that this parameter holds. */
  readonly isDueSql: (instant: string) => string;
  readonly dueBefore: (services: OrdersServices, now: Date) => Date;
  /** SQL: whether anything is under way that may fall due soon; absent when nothing ever is. */
  readonly isUnderWaySql?: string;
  /** @returns how many it did, at most its batch */
  readonly run: (services: OrdersServices) => Promise<number>;
}
