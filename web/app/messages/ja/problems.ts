/** What is said in Japanese where the graph refuses something, by the name of the problem. */
export const problemsJa = {
  AccountDisabled: 'このアカウントはご利用いただけません。',
  AccountEnabled: 'このアカウントは、すでに使える状態です。',
  AddressNotFound: 'このお届け先には、お届けできません。ほかのお届け先をお選びください。',
  CartChanged: 'カートの中身が変わりました。もう一度ご確認ください。',
  CartEmpty: 'カートは空です。',
  CategoryCycle: '売場を、その下位に移すことはできません。',
  CategoryInUse: 'この売場には、販売中の商品または下位の売場があります。',
  ContactNeeded: '先にお客様情報をご記入ください。',
  GuestAccount: 'アカウントのないゲストの方です。',
  LastVariant: '商品のうち、購入できるものがなくなります。',
  MemberAccount: '会員の方です。これはゲストの方のためのものです。',
  DeliverySlotRefused: 'このお届け時間は選べません。ほかの時間をお選びください。',
  EmailAlreadyVerified: 'このメールアドレスは、すでに確認済みです。',
  EmailTaken: 'このメールアドレスは、ほかのアカウントで使われています。',
  GoodsDecided: '返品された商品の扱いは、すでに決まっています。',
  IdempotencyKeyReused: 'このご注文はすでに送信されています。ご注文の一覧をご確認ください。',
  IllegalOrderTransition: 'ご注文の状況が進んだため、この操作はできなくなりました。',
  IllegalShipmentTransition: 'お荷物の状況が進んだため、この操作はできなくなりました。',
  InsufficientPoints: '使えるポイントが足りません。',
  InsufficientStock: '在庫が足りない品があります。カートで数量をお改めください。',
  InvalidCredentials: 'メールアドレスまたはパスワードが違います。',
  InvalidInput: '入力内容をお確かめください。',
  InvalidLink: 'このリンクは使えません。期限が過ぎたか、すでに使われています。',
  LastAdministrator: '最後の管理者は変更できません。',
  MailNotUndecided: 'このメールは、すでに扱いが決まっています。',
  NotFound: '見つかりませんでした。',
  NotRefundable: 'このお支払いは返金できません。',
  NotReschedulable: 'このお荷物は、日時を変更できません。',
  NothingToReturn: '返金するものがありません。',
  NotificationNotOpen: 'この通知は、すでに処理されています。',
  OrderEnded: 'このご注文は終了しています。',
  OrderNotPayable: 'このご注文は、いまお支払い方法を変更できません。',
  OrderNotReorderable: 'お支払いをお待ちしているご注文です。お支払いいただくか、先にキャンセルしてください。',
  OrderNotShippable: 'このご注文は発送できません。',
  OrderTooSmall: 'この地域にお届けできる最低ご注文金額に達していません。',
  OwnAccount: 'ご自身のアカウントには行えません。',
  PaymentMethodRefused: 'このお支払い方法は使えません。ほかの方法をお選びください。',
  PaymentNotCertain: 'お支払いが確定していません。',
  PriceChanged: '金額が変わりました。もう一度ご確認ください。',
  RefundNotWaiting: 'この返金は、口座の入力をお待ちしていません。',
  ReturnNotPossible: 'このご注文は返品できません。',
  SaleNotThere: '終了するセールはありません。',
  SaleRunning: 'セール中です。先にセールを終了してください。',
  SessionEnded: 'ログインの期限が切れました。もう一度ログインしてください。',
  SkuTaken: 'この品番は、ほかの商品で使われています。',
  SlotNotAvailable: 'このお届け時間は、選べなくなりました。ほかの時間をお選びください。',
  SlugTaken: 'この名前は、ほかの売場で使われています。',
  StaffAccount: '店の係のアカウントは、先に役割を外してから退会してください。',
  StockPromised: 'お約束済みの在庫は減らせません。',
  TooEarlyForSlot: 'お届け時間まで、まだ間があります。',
  TooManyAddresses: 'お届け先は50件まで登録できます。',
  TooManyAttempts: 'お試しの回数が多くなっています。しばらくお待ちください。',
  TooManyPieces: '1回のご注文でお求めいただける数を超えています。',
  TooManyUnpaidOrders: 'お支払いがまだのご注文が多くなっています。先にお支払いをお願いします。',
  VariantNotSold: 'この商品は、いまお求めいただけません。',
  UploadUnusable: 'この画像は登録できません。もう一度アップロードしてください。',
  VersionConflict: 'ほかの画面で変更されました。読み直して、もう一度お試しください。',
  WrongPassword: 'パスワードが違います。',
} satisfies Readonly<Record<string, string>>;

export type ProblemName = keyof typeof problemsJa;
export type ProblemWords = Readonly<Record<ProblemName, string>>;

/** The same where a problem says why, by the name of its reasons in the graph. */
export const reasonsJa = {
  AddressProblem: {
    UNKNOWN: 'お届け先が見つかりません。もう一度お選びください。',
    POINT_NEEDED: '住所の場所が分かりません。郵便番号をお確かめください。',
  },
  CartProblem: {
    BEING_ORDERED: 'カートの中身は、いま注文の手続き中です。',
    CHANGED: 'カートの中身が変わりました。もう一度ご確認ください。',
  },
  DeliverySlotRefusal: {
    UNKNOWN_SLOT: 'このお届け時間は見つかりません。',
    OUTSIDE_ZONE: 'このお届け時間は、ほかの地域のものです。',
    CLOSED: 'このお届け時間の受け付けは終わりました。',
    FULL: 'このお届け時間は満席です。',
    ALREADY_BOOKED: 'すでにこの時間でお約束しています。',
  },
  LeftOutReason: {
    NOT_SOLD: 'いまは販売していません',
    TOO_MANY_PIECES: 'お求めいただける数を超えています',
    CART_FULL: 'カートがいっぱいです',
  },
  NotPayableReason: {
    NOT_AWAITED: 'このご注文は、お支払いをお待ちしていません。',
    ORDER_ENDED: 'このご注文は終了しています。',
    PAYMENT_UNDER_WAY: 'お支払いを確認しています。',
    TIME_OVER: 'お支払いの期限を過ぎました。',
    TOO_MANY_ATTEMPTS: 'お支払いをお試しになれる回数を超えました。',
  },
  ReturnRefusal: {
    WINDOW_OVER: '返品をお受けできる期間を過ぎました。',
    PERISHABLE: '生ものは、不良品のときだけ返品をお受けします。',
    REFUSED_BEFORE: '返品のお申し出は、すでにお断りしています。',
  },
  SlotProblem: {
    UNKNOWN: 'このお届け時間は見つかりません。ほかの時間をお選びください。',
    CLOSED: 'このお届け時間の受け付けは終わりました。ほかの時間をお選びください。',
    FULL: 'このお届け時間は満席になりました。ほかの時間をお選びください。',
    OUTSIDE_ZONE: 'このお届け時間は、お届け先の地域のものではありません。',
  },
  UnpaidCeiling: {
    CUSTOMER_ORDERS: 'お支払いがまだのご注文が多くなっています。先にお支払いをお願いします。',
    CUSTOMER_PIECES: 'お支払いがまだのご注文の点数が多くなっています。先にお支払いをお願いします。',
    RECIPIENT_ORDERS: 'この電話番号またはお届け先へのご注文で、お支払いがまだのものが多くなっています。',
    RECIPIENT_PIECES: 'この電話番号またはお届け先へのご注文で、お支払いがまだの点数が多くなっています。',
  },
} satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type ReasonWords = {
  readonly [K in keyof typeof reasonsJa]: Readonly<Record<keyof (typeof reasonsJa)[K], string>>;
};

/** Fields of forms, as an input that is not allowed names them. */
export const fieldsJa = {
  email: 'メールアドレスをお確かめください。',
  newEmail: '新しいメールアドレスをお確かめください。',
  password: 'パスワードは10文字以上で、推測されにくいものにしてください。',
  newPassword: '新しいパスワードは10文字以上で、推測されにくいものにしてください。',
  name: 'お名前は1〜100文字で入れてください。',
  nameKana: 'フリガナはカタカナで入れてください。',
  phone: '電話番号は10桁または11桁の数字で入れてください。',
  recipientName: '氏名は1〜100文字で入れてください。',
  recipientKana: 'フリガナはカタカナで入れてください。',
  postalCode: '郵便番号をお確かめください。',
  prefecture: '都道府県が郵便番号と合いません。',
  municipality: '市区町村が郵便番号と合いません。',
  street: '番地を入れてください。',
  building: '建物・部屋番号は200文字までです。',
  quantity: '数量をお確かめください。',
  note: '200文字までで入れてください。',
  reason: 'くわしい内容は1〜500文字で入れてください。',
  bankCode: '銀行コードは4桁の数字で入れてください。',
  branchCode: '支店コードは3桁の数字で入れてください。',
  accountNumber: '口座番号は7桁の数字で入れてください。',
  holderKana: '口座名義は、銀行に届け出たカタカナで入れてください。',
} satisfies Readonly<Record<string, string>>;

export type FieldWords = Readonly<Record<keyof typeof fieldsJa, string>>;
