import type { NotificationMessages } from './ja.ts';

export const en = {
  mailNotUndecided: 'There is nothing to decide about this mail',
} satisfies NotificationMessages;
