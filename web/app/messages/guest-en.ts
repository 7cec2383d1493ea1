import type { GuestMessages } from './guest-ja.ts';

export const guestEn = {
  contactTitle: 'About you',
  contactBody: 'We send you mails about your order. Please make sure that they reach you.',
  member: 'Sign in, if you have an account',
  email: 'Email address',
  name: 'Name',
  nameKana: 'Name in katakana',
  phone: 'Phone',
  optional: 'optional',
  next: 'Next: address',
  password: 'Password',
  register: 'Create an account',
  openAccount: 'Make an account from this order',
  openAccountBody:
    'All it needs is a password: the order and its address come along, and you get points once it is delivered.',
  erase: 'Erase my data',
  eraseBody:
    'Erases your name, phone number, email address and addresses. What an order under way still needs goes when it has ended. This cannot be undone.',
  eraseNow: 'Erase my data',
  erased: 'Your data have been erased',
  erasedBody: 'Thank you for your visit.',
  merged: 'What was in your guest cart is in your account’s cart now.',
  mergedLine: {
    ADDED: (name, after) => `${name}: ${after} in the cart now.`,
    CAPPED: (name, after) => `${name}: ${after}, as many as one order may have.`,
    LEFT_OUT: (name) => `${name}: left out, since the cart is full.`,
  },
  mergeOwed: 'Your guest cart could not be brought along yet. Please open this page again in a moment.',
  mergeAway: 'A product',
} satisfies GuestMessages;
