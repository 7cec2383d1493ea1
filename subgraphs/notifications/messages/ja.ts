export const ja = {
  mailNotUndecided: 'このメールについて決めることはありません。',
};

export type NotificationMessages = typeof ja;
