export const ja = {
  invalidCredentials: 'メールアドレスまたはパスワードが正しくありません。',
  loginDisabled: 'このアカウントは停止されています。お店にお問い合わせください。',
  tooManyRegistrations:
    'ご利用のネットワークからの登録が多すぎます。しばらくしてからもう一度お試しください。',
  tooManyLogins: 'サインインの失敗が多すぎます。しばらくしてからもう一度お試しください。',
  tooManyGuests:
    'ご利用のネットワークからのゲストのご利用が多すぎます。しばらくしてからもう一度お試しください。',
  memberAccount: '会員の方です。これはゲストの方のためのものです。',
  guestAccount: 'ゲストの方です。アカウントのない方に権限は付けられません。',
  invalidOrderLink: 'このリンクは無効です。ご注文についての、より新しいメールをご覧ください。',
  tooManyMails:
    'ご利用のネットワークからのメールのご依頼が多すぎます。しばらくしてからもう一度お試しください。',
  tooManyPasswords: 'パスワードの入力が多すぎます。しばらくしてからもう一度お試しください。',
  tooManyTries: '操作の回数が多すぎます。しばらくしてからもう一度お試しください。',
  sessionEnded: 'セッションが終了しました。もう一度サインインしてください。',
  tooManyAddresses: ({ limit }: { readonly limit: number }) => `お届け先は${limit}件まで登録できます。`,
  ownAccount: 'ご自身のアカウントは停止できません。ほかの管理者にご依頼ください。',
  disabledAlready: 'このアカウントはすでに停止されています。',
  notDisabled: 'このアカウントは停止されていません。',
  lastAdministrator: 'ほかに管理者がいません。先にほかの方を管理者にしてください。',
  emailAlreadyVerified: 'このメールアドレスは確認済みです。',
  emailTaken: ({ email }: { readonly email: string }) =>
    `${email}は別のアカウントで使われています。そのアカウントでサインインしてください。`,
  staffAccount: 'お店のスタッフのアカウントです。先に管理者が役割を外します。',
  invalidLink: 'このリンクは使用済みか、期限切れか、新しいものに替わっています。もう一度お求めください。',
  wrongPassword: 'パスワードが正しくありません。',

  allowed: {
    email: '254文字以内のメールアドレス',
    accountRole: 'CUSTOMER・STAFF・ADMINのいずれか',
    optionalPhone: '0で始まる10桁または11桁の数字、または空欄',
    phone: '0で始まる10桁または11桁の数字',
    otherAddress: '現在と別のメールアドレス',
    unpublishedPassword: '文書に載っていないパスワード',
    uncommonPassword: 'よく使われるパスワード以外',
    ownPassword: 'メールアドレス、お名前、電話番号、お店の名前だけではないもの',
    unpredictablePassword: '少ない種類の文字や、並んだ文字だけではないもの',
    pointNotDropped: 'false（位置が指定されているため）',
    withLongitude: '経度と一緒に指定',
    withLatitude: '緯度と一緒に指定',
    placeOfUnknownCode: '必須（郵便番号が未登録のため）',
    noPointNear: (postalCode: string) => `空欄（${postalCode}の近くの場所が未登録のため）`,
    placesOfCode: ({ names, postalCode }: Places) => `${names.join('または')}（郵便番号${postalCode}の地域）`,
    nearCode: ({ metres, postalCode }: { readonly metres: number; readonly postalCode: string }) =>
      `郵便番号${postalCode}の場所から${metres}メートル以内`,
  },
};

export type UserMessages = typeof ja;

export interface Places {
  readonly names: readonly string[];
  readonly postalCode: string;
}
