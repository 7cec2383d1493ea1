import type { Database } from '@depachika/database/database.ts';
import { type KeptNotification, type NotificationPage, notificationPage } from './notification-store.ts';

/** What the provider told, as staff read it. */
export interface NotificationReader {
  /** Earliest first, in the order in which the page reads. */
  page(page: NotificationPage): Promise<KeptNotification[]>;
}

export function createNotificationReader({ database }: { readonly database: Database }): NotificationReader {
  return { page: (page) => notificationPage(database, page) };
}
