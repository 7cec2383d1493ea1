/** What guests are told in Japanese. */
export const guestJa = {
  contactTitle: 'お客様情報',
  contactBody: 'ご注文の確認メールをお送りします。お間違いのないようご記入ください。',
  member: '会員の方はこちら',
  email: 'メールアドレス',
  name: '氏名',
  nameKana: 'フリガナ',
  phone: '電話番号',
  optional: '任意',
  next: 'お届け先へ',
  password: 'パスワード',
  register: '会員登録',
  openAccount: 'このご注文から会員登録',
  openAccountBody:
    'パスワードを決めるだけで、ご注文とお届け先をそのまま引き継ぎます。お届け後にポイントも付きます。',
  erase: '個人情報の削除',
  eraseBody:
    'お名前・電話番号・メールアドレス・お届け先を削除します。進行中のご注文の分は、その終了後に削除します。元に戻せません。',
  eraseNow: '個人情報を削除する',
  erased: '個人情報を削除しました',
  erasedBody: 'ご利用ありがとうございました。',
  merged: 'ゲストのカートの品を、会員のカートに入れました。',
  mergedLine: {
    ADDED: (name: string, after: number) => `${name}：${after}点になりました。`,
    CAPPED: (name: string, after: number) => `${name}：1回のご注文の上限の${after}点にしました。`,
    LEFT_OUT: (name: string) => `${name}：カートがいっぱいのため、入れていません。`,
  },
  mergeOwed: 'ゲストのカートの品は、まだ移せていません。しばらくしてから、このページを開き直してください。',
  mergeAway: '商品',
};

export type GuestMessages = typeof guestJa;
