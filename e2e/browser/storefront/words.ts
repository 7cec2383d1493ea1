/** What visitors look for on pages, in the language that they read. */
export interface Words {
  readonly signIn: string;
  readonly register: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly search: string;
  readonly addToCart: string;
  readonly soldOut: string;
  readonly toCheckout: string;
  readonly address: {
    readonly recipientName: string;
    readonly postalCode: string;
    readonly lookUp: string;
    readonly prefecture: string;
    readonly street: string;
    readonly phone: string;
    readonly save: string;
    readonly use: string;
  };
  readonly next: string;
  readonly payment: string;
  readonly methods: { readonly konbini: string; readonly cash: string; readonly newCard: string };
  readonly card: { readonly number: string; readonly expiry: string; readonly securityCode: string };
  readonly placeOrder: string;
  readonly slip: string;
  readonly near: (place: string) => string;
  readonly reconnecting: string;
  readonly pointsAwarded: string;
  readonly states: {
    readonly awaitingPayment: string;
    readonly confirmed: string;
    readonly preparing: string;
    readonly left: string;
    readonly onItsWay: string;
    readonly delivered: string;
  };
}

const ja: Words = {
  signIn: 'ログイン',
  register: '会員登録',
  name: 'お名前',
  email: 'メールアドレス',
  password: 'パスワード',
  search: '検索',
  addToCart: 'カートに入れる',
  soldOut: '品切れ',
  toCheckout: 'ご注文手続きへ',
  address: {
    recipientName: '氏名',
    postalCode: '郵便番号',
    lookUp: '住所を調べる',
    prefecture: '都道府県',
    street: '番地',
    phone: '電話番号',
    save: 'このお届け先を登録する',
    use: 'このお届け先にする',
  },
  next: '次へ',
  payment: 'お支払い',
  methods: { konbini: 'コンビニ払い', cash: '代金引換', newCard: '新しいカード' },
  card: { number: 'カード番号', expiry: '有効期限（月/年）', securityCode: 'セキュリティコード' },
  placeOrder: '注文を確定する',
  slip: 'コンビニでのお支払い',
  near: (place) => `配達員は${place}付近にいます`,
  reconnecting: '接続が切れました。つなぎ直しています…',
  pointsAwarded: '付与',
  states: {
    awaitingPayment: 'お支払いをお待ちしています',
    confirmed: 'ご注文が確定しました',
    preparing: 'お品を用意しています',
    left: '売場を出ました',
    onItsWay: 'お届け中です',
    delivered: 'お届けしました',
  },
};

const en: Words = {
  signIn: 'Sign in',
  register: 'Create an account',
  name: 'Name',
  email: 'Email address',
  password: 'Password',
  search: 'Search',
  addToCart: 'Add to cart',
  soldOut: 'Sold out',
  toCheckout: 'Go to checkout',
  address: {
    recipientName: 'Name',
    postalCode: 'Postal code',
    lookUp: 'Find the address',
    prefecture: 'Prefecture',
    street: 'Street',
    phone: 'Phone',
    save: 'Save this address',
    use: 'Deliver here',
  },
  next: 'Next',
  payment: 'Payment',
  methods: { konbini: 'Convenience store', cash: 'Cash at the door', newCard: 'Another card' },
  card: { number: 'Card number', expiry: 'Expiry (month/year)', securityCode: 'Security code' },
  placeOrder: 'Place the order',
  slip: 'Pay at the convenience store',
  near: (place) => `The courier is near ${place}`,
  reconnecting: 'The connection was lost. Reconnecting…',
  pointsAwarded: 'Awarded',
  states: {
    awaitingPayment: 'Waiting for your payment',
    confirmed: 'Order confirmed',
    preparing: 'Being prepared',
    left: 'It has left the counter',
    onItsWay: 'On its way to you',
    delivered: 'Delivered',
  },
};

export const WORDS = { ja, en } as const;
export type Language = keyof typeof WORDS;
