import { type Length, type SharedMessages, shortFigure } from './ja.ts';

export const en = {
  invalidInput: (wrong) => wrong.map(({ field, allowed }) => `${field} must be ${allowed.en}`).join('; '),
  notFound: 'There is no such thing, or it is not yours',
  versionConflict: ({ expectedVersion, currentVersion }) =>
    `It was changed meanwhile: it has version ${currentVersion}, not ${expectedVersion}`,
  versionNeeded: 'Read it again before you change it: the version that you have seen was not told',
  versionUnknown: 'It was changed meanwhile: read it again',

  signInFirst: 'Sign in first',
  membersOnly: 'Members only: open an account first',
  notAllowed: 'You may not do this',
  signInToRead: (coordinate) => `Sign in to read ${coordinate}`,
  mayNotRead: (coordinate) => `You may not read ${coordinate}`,
  token: {
    UNAUTHENTICATED: 'The access token is not valid',
    TOKEN_EXPIRED: 'The access token has expired',
  },
  faults: {
    OVERLOADED: 'Too much is going on, and nothing was done: try again shortly',
    SERVICE_UNAVAILABLE: 'A part of the shop cannot be reached: try again shortly',
    DEADLINE_EXCEEDED: 'A part of the shop took too long: look whether it was done before you try again',
    FORBIDDEN: 'You may not do this',
    INTERNAL_SERVER_ERROR: 'Something went wrong on our side: quote the request id when you ask about it',
  },
  partAway: 'A part of the shop does not answer. Try again in a moment.',
  partLate: 'A part of the shop took too long: look before you try again.',
  requestTimeout: 'The shop did not answer in time: look before you try again',
  incompleteData: 'A part of this answer is not there',
  subscriptionBroke: 'The subscription broke. Start it again.',
  cannotFollow: 'It cannot be followed now: try again shortly',
  rateLimited: ({ limit, actual, retryAfterSeconds }) =>
    `At most ${limit} requests are allowed in a while, this is number ${actual}; each field of a mutation counts as one. Try again in ${retryAfterSeconds} s.`,
  tooManyNotifications: 'Too many notifications',
  tooManyAnswers: 'Too many answers',
  socketsOfAddress: ({ limit, retryAfterSeconds }) =>
    `At most ${limit} sockets are open from one address. Try again in ${retryAfterSeconds} s.`,
  socketsTaken: ({ limit, retryAfterSeconds }) =>
    `All ${limit} places of sockets are taken. Try again in ${retryAfterSeconds} s.`,
  socketsOfPerson: ({ limit, retryAfterSeconds }) =>
    `One person holds at most ${limit} open connections. Try again in ${retryAfterSeconds} s.`,
  badValue: ({ field, allowed }) => `${field} must be ${allowed.en}`,
  textTooLong: ({ what, limit }) => `${what} has more than ${limit} characters`,
  textUnstorable: (what) => `${what} holds a NUL or half of a surrogate pair`,
  textHoldsNul: 'A text holds a NUL',

  allowed: {
    range: ({ from, to }) => `from ${shortFigure(from)} to ${shortFigure(to)}`,
    atLeast: (least) => `${shortFigure(least)} or more`,
    atMost: (most) => `at most ${shortFigure(most)}`,
    characters: (length) => lengthOf(length),
    line: (length) => `${lengthOf(length)} that can be seen, in one line`,
    paragraphs: (length) => `${lengthOf(length)} that can be seen, and line breaks`,
    katakana: ({ max }) =>
      `at most ${max} characters of katakana (hiragana and half width are read as such), spaces, ー and ・`,
    postalCode: 'seven digits, with or without a hyphen',
    day: 'a date such as 2026-11-22',
    cursor: 'a cursor of this list',
    text: 'a string',
    storable: 'a text without a NUL or half of a surrogate pair',
    described: 'as the document of this address describes it',
    eachOnce: 'each once',
    latitude: 'from -90 to 90',
    longitude: 'from -180 to 180',
    leftOutBesideFirst: 'left out beside first',
    givenWithOther: 'given together with the other one',
  },
} satisfies SharedMessages;

function lengthOf({ min, max }: Length): string {
  return min === 0 ? `at most ${max} characters` : `${min} to ${max} characters`;
}
