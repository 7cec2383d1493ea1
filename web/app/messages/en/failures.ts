import type { FailureMessages } from '../ja/failures.ts';

export const failuresEn = {
  notFound: {
    title: 'This page does not exist',
    body: 'It has moved or is gone. Search for it, or look through the departments.',
  },
  sessionsAway: {
    title: 'We cannot tell who is signed in',
    body: 'We are sorry. Please try again in a moment; there is no need to sign in again.',
  },
  maintenance: {
    title: 'We are closed for a moment',
    body: 'The shop is being looked after, or very busy. Your orders and your cart are kept. Please wait a little.',
  },
  ended: {
    title: 'Please sign in again',
    body: 'You have been signed out on this device. Sign in to go on.',
  },
  checkoutEnded: {
    title: 'Please sign in again',
    body: 'You have been signed out on this device. The cart of your account is kept: sign in to go on with your order.',
  },
  busy: {
    title: 'A little too fast',
    body: 'Many requests have come from here. Please wait a moment and try again.',
  },
  unusable: {
    title: 'Please check what you entered',
    body: (field) =>
      `${field ? `“${field}”` : 'What you entered'} has characters that cannot be used, or is too long. Please go back and enter it again.`,
  },
  fields: {
    email: 'Email address',
    newEmail: 'New email address',
    password: 'Password',
    newPassword: 'New password',
    currentPassword: 'Current password',
    name: 'Name',
    nameKana: 'Name in katakana',
    phone: 'Phone',
    recipientName: 'Name',
    recipientKana: 'Name in katakana',
    postalCode: 'Postal code',
    code: 'Postal code',
    prefecture: 'Prefecture',
    municipality: 'Town or ward',
    street: 'Street and number',
    building: 'Building and room',
    quantity: 'Quantity',
    variantId: 'Product',
    note: 'Note',
    reason: 'What happened',
    bankCode: 'Bank code',
    branchCode: 'Branch code',
    accountNumber: 'Account number',
    holderKana: 'Account holder',
    query: 'Search words',
  },
} satisfies FailureMessages;
