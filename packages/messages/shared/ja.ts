import { figure } from '../figure.ts';
import type { LocalizedText } from '../localized-text.ts';

/** Texts of the router and of what domains share. */
export const ja = {
  invalidInput: (wrong: readonly WrongField[]) =>
    `入力内容をご確認ください。${wrong.map(({ field, allowed }) => `${field}：${allowed.ja}`).join('、')}`,
  notFound: '見つからないか、ご利用になれません。',
  versionConflict: ({ expectedVersion, currentVersion }: Versions) =>
    `ほかの操作で更新されました（版${expectedVersion}ではなく版${currentVersion}です）。もう一度読み込んでください。`,
  versionNeeded: 'ご覧になった版が伝わっていません。もう一度読み込んでから変更してください。',
  versionUnknown: 'ほかの操作で更新されました。もう一度読み込んでください。',

  signInFirst: 'サインインしてください。',
  membersOnly: '会員の方だけがご利用いただけます。先に会員登録をしてください。',
  notAllowed: 'この操作は許可されていません。',
  signInToRead: (coordinate: string) => `${coordinate}をご覧になるにはサインインしてください。`,
  mayNotRead: (coordinate: string) => `${coordinate}をご覧になる権限がありません。`,
  token: {
    UNAUTHENTICATED: 'アクセストークンが無効です。サインインしてください。',
    TOKEN_EXPIRED: 'アクセストークンの有効期限が切れています。',
  },
  faults: {
    OVERLOADED: 'ただいま混み合っています。処理は行われていません。しばらくしてからもう一度お試しください。',
    SERVICE_UNAVAILABLE: 'お店の一部につながりません。しばらくしてからもう一度お試しください。',
    DEADLINE_EXCEEDED:
      'お店の一部の処理に時間がかかりすぎました。処理が済んでいないか確かめてから、もう一度お試しください。',
    FORBIDDEN: 'この操作は許可されていません。',
    INTERNAL_SERVER_ERROR: '問題が発生しました。お問い合わせの際はリクエストIDをお知らせください。',
  },
  partAway: 'お店の一部が応答しません。しばらくしてからもう一度お試しください。',
  partLate: 'お店の一部の処理に時間がかかりすぎました。確かめてから、もう一度お試しください。',
  requestTimeout: '時間内にお答えできませんでした。確かめてから、もう一度お試しください。',
  incompleteData: '表示できない部分があります。',
  subscriptionBroke: '更新の受信が途切れました。もう一度始めてください。',
  cannotFollow: 'ただいま更新を受信できません。しばらくしてからもう一度お試しください。',
  rateLimited: ({ limit, actual, retryAfterSeconds }: RateLimit) =>
    `一定時間のリクエストは${limit}件までです（${actual}件目）。ミューテーションは項目ごとに1件と数えます。${retryAfterSeconds}秒後にもう一度お試しください。`,
  tooManyNotifications: '通知が多すぎます。',
  tooManyAnswers: '回答が多すぎます。',
  socketsOfAddress: ({ limit, retryAfterSeconds }: SocketLimit) =>
    `同じアドレスからの接続は${limit}本までです。${retryAfterSeconds}秒後にもう一度お試しください。`,
  socketsTaken: ({ limit, retryAfterSeconds }: SocketLimit) =>
    `${limit}本の接続がすべて使われています。${retryAfterSeconds}秒後にもう一度お試しください。`,
  socketsOfPerson: ({ limit, retryAfterSeconds }: SocketLimit) =>
    `お一人で開ける接続は${limit}本までです。${retryAfterSeconds}秒後にもう一度お試しください。`,
  badValue: ({ field, allowed }: WrongField) => `${field}：${allowed.ja}`,
  textTooLong: ({ what, limit }: { readonly what: string; readonly limit: number }) =>
    `${what}：${limit}文字まで`,
  textUnstorable: (what: string) => `${what}：NULや不完全なサロゲートペアは使えません。`,
  textHoldsNul: 'NULを含む文字列は使えません。',

  allowed: {
    range: ({ from, to }: Range) => `${shortFigure(from)}から${shortFigure(to)}まで`,
    atLeast: (least: number) => `${shortFigure(least)}以上`,
    atMost: (most: number) => `${shortFigure(most)}以下`,
    characters: (length: Length) => lengthOf(length),
    line: (length: Length) => `${lengthOf(length)}、改行のない表示できる文字`,
    paragraphs: (length: Length) => `${lengthOf(length)}、表示できる文字と改行`,
    katakana: ({ max }: Pick<Length, 'max'>) =>
      `カタカナ${max}文字以内（ひらがな・半角も可。ほかに使えるのは空白、長音「ー」、中点「・」）`,
    postalCode: '7桁の数字（ハイフンの有無は問いません）',
    day: '2026-11-22のような日付',
    cursor: 'この一覧のカーソル',
    text: '文字列',
    storable: 'NULや不完全なサロゲートペアを含まない文字列',
    described: 'この窓口の仕様書のとおりの値',
    eachOnce: '重複しないもの',
    latitude: '-90から90まで',
    longitude: '-180から180まで',
    leftOutBesideFirst: 'firstと一緒には指定しないもの',
    givenWithOther: '対になる項目と一緒に指定',
  },
};

/** Of every language. */
export type SharedMessages = typeof ja;

export interface WrongField {
  /** Path in the input. */
  readonly field: string;
  readonly allowed: LocalizedText;
}

export interface Versions {
  readonly expectedVersion: number;
  readonly currentVersion: number;
}

export interface RateLimit {
  readonly limit: number;
  readonly actual: number;
  readonly retryAfterSeconds: number;
}

export type SocketLimit = Omit<RateLimit, 'actual'>;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** In characters. */
export interface Length {
  readonly min: number;
  readonly max: number;
}

/** A number of people's size, with commas from five digits on. */
export function shortFigure(value: number): string {
  return Math.abs(value) < 10_000 ? String(value) : figure(value);
}

function lengthOf({ min, max }: Length): string {
  return min === 0 ? `${max}文字以内` : `${min}から${max}文字`;
}
