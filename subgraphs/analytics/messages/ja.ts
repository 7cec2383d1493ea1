export const ja = {
  allowed: {
    dayOrLater: (day: string) => `${day}以降`,
    daysAfter: ({ days, from }: { readonly days: number; readonly from: string }) =>
      `${from}から${days}日以内`,
  },
};

export type AnalyticsMessages = typeof ja;
