/** Asking to give an order back. */
export const returnJa = {
  whole: 'ご注文のお品すべてを、返品いただきます。',
  defectOnly: '日持ちのしない食品：返品は不良品のときだけ',
  cause: '返品の理由',
  causes: { defect: 'お品に不良や破損があった', choice: 'お客様のご都合' },
  reason: 'くわしい内容',
  reasonHint: '500文字まで。どのお品がどのような状態か、お書きください。',
  check: '返品の内容を確かめる',
  next: 'お申し出のあと、店が確認してお受けできるかをお知らせします。お受けしたときは、お支払いになった金額をお返しします。',
  send: 'この内容で申し出る',
  write: '書き直す',
};

export type ReturnMessages = typeof returnJa;
