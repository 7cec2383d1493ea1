/** What stands in place of a page that cannot be shown, in Japanese. */
export const failuresJa = {
  notFound: {
    title: 'ページが見つかりません',
    body: 'お探しのページは移動したか、なくなりました。検索または売場からお探しください。',
  },
  sessionsAway: {
    title: 'ログインの状態を確かめられません',
    body: 'ご迷惑をおかけします。しばらくしてから、もう一度お試しください。もう一度ログインしていただく必要はありません。',
  },
  maintenance: {
    title: 'ただいまお休みしています',
    body: '点検または混雑のため、しばらくお待ちください。ご注文とカートの中身は、そのまま残っています。',
  },
  ended: {
    title: 'もう一度ログインしてください',
    body: 'この端末のログインは終わりました。続けるには、ログインしてください。',
  },
  checkoutEnded: {
    title: 'もう一度ログインしてください',
    body: 'この端末のログインは終わりました。会員の方のカートは、そのまま残っています。ログインすると、続きからご注文いただけます。',
  },
  busy: {
    title: 'ただいま混み合っています',
    body: '続けてのお求めが多くなっています。少し待ってから、もう一度お試しください。',
  },
  unusable: {
    title: '入力内容をお確かめください',
    body: (field: string | undefined) =>
      `${field ? `「${field}」` : '入力内容'}に、使えない文字があるか、長すぎます。前の画面に戻って、入れ直してください。`,
  },
  /** What forms call the fields of the graph's inputs. */
  fields: {
    email: 'メールアドレス',
    newEmail: '新しいメールアドレス',
    password: 'パスワード',
    newPassword: '新しいパスワード',
    currentPassword: '現在のパスワード',
    name: 'お名前',
    nameKana: 'フリガナ',
    phone: '電話番号',
    recipientName: '氏名',
    recipientKana: 'フリガナ',
    postalCode: '郵便番号',
    code: '郵便番号',
    prefecture: '都道府県',
    municipality: '市区町村',
    street: '町名・番地',
    building: '建物・部屋番号',
    quantity: '数量',
    variantId: '商品',
    note: '備考',
    reason: 'くわしい内容',
    bankCode: '銀行コード',
    branchCode: '支店コード',
    accountNumber: '口座番号',
    holderKana: '口座名義',
    query: '検索する言葉',
  },
};

export type FailureMessages = typeof failuresJa;
