/** What the cart says in Japanese. */
export const cartJa = {
  empty: 'カートは空です。',
  toGoOn:
    'ご注文手続きには、カートに商品が必要です。ログアウトされた会員の方は、ログインすると続きからご注文いただけます。',
  awayProduct: '商品の情報を、いま表示できません。',
  subtotal: '小計',
  remove: '取り消す',
  update: '変更する',
  each: (price: string) => `1点 ${price}`,
  quantityAllowed: (most: number) => `数量は、1から${most}までの整数で入れてください。`,
  haveAccount: '会員の方',
  checkout: 'ご注文手続きへ',
};

export type CartMessages = typeof cartJa;
