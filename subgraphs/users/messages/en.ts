import type { UserMessages } from './ja.ts';

export const en = {
  invalidCredentials: 'E-mail address or password is wrong',
  loginDisabled: 'The account is disabled: ask the shop',
  tooManyRegistrations: 'Too many registrations from your network: try again later',
  tooManyLogins: 'Too many failed logins: try again later',
  tooManyMails: 'Too many mails were asked for from your network: try again later',
  tooManyPasswords: 'Too many passwords were tried: try again later',
  tooManyTries: 'Too many tries: try again later',
  sessionEnded: 'The session has ended: log in again',
  tooManyAddresses: ({ limit }) => `${limit} addresses are kept at the most`,
  ownAccount: 'Nobody disables themselves: ask another administrator',
  disabledAlready: 'The account is disabled already',
  notDisabled: 'The account is not disabled',
  lastAdministrator: 'Nobody else is an administrator: make somebody one first',
  emailAlreadyVerified: 'The address is verified already',
  emailTaken: ({ email }) => `Another account has ${email}: log in to it`,
  staffAccount: 'The account works in the shop: an administrator takes its role first',
  invalidLink: 'The link is used, too old, or replaced by a later one: ask for a new one',
  wrongPassword: "It is not the account's password",

  allowed: {
    email: 'an e-mail address of at most 254 characters',
    optionalPhone: '10 or 11 digits that begin with 0, or empty',
    phone: '10 or 11 digits that begin with 0',
    otherAddress: 'another address than the present one',
    unpublishedPassword: 'a password that no document prints',
    uncommonPassword: 'none of the passwords that are used most',
    ownPassword: "more than the e-mail address, the name, the phone number or the shop's name",
    unpredictablePassword: 'more than a few different characters or a row of neighbours',
    pointNotDropped: 'false, because a point is given',
    withLongitude: 'given together with the longitude',
    withLatitude: 'given together with the latitude',
    placeOfUnknownCode: 'given, because the postal code is not known',
    noPointNear: (postalCode) => `left out, because no place near ${postalCode} is known`,
    placesOfCode: ({ names, postalCode }) =>
      `${names.join(' or ')}, which the postal code ${postalCode} is of`,
    nearCode: ({ metres, postalCode }) =>
      `within ${metres} metres of a place of the postal code ${postalCode}`,
  },
} satisfies UserMessages;
