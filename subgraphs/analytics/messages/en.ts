import type { AnalyticsMessages } from './ja.ts';

export const en = {
  allowed: {
    dayOrLater: (day) => `${day} or later`,
    daysAfter: ({ days, from }) => `at most ${days} days after ${from}`,
  },
} satisfies AnalyticsMessages;
