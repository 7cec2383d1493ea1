import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { katakana, nameText, phoneDigits } from '@depachika/text/japanese.ts';
import { mailAddress } from '@depachika/text/mail-address.ts';
import { characterCount } from '@depachika/text/text.ts';
import { compatible, normalised } from '@depachika/text/unicode.ts';
import { messages } from '../messages/messages.ts';
import { type Checked, checkFields, type FieldRule } from '../text/checked-fields.ts';
import type { Language } from './user.ts';

export interface RegisterInput {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly nameKana?: string | null;
  readonly phone?: string | null;
  readonly language?: Language | null;
}

/** A registration that may be stored, but for its password, which is still plain. */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly nameKana: string;
  readonly phone: string;
  readonly language: Language;
}

export interface ProfileChanges {
  readonly name?: string;
  readonly nameKana?: string;
  readonly phone?: string;
  readonly language?: Language;
}

export function checkRegistration(input: RegisterInput): Checked<NewAccount> {
  const { language, ...texts } = input;
  const checked = checkFields(texts, { ...CREDENTIAL_RULES, ...PROFILE_RULES });
  if (checked.kind === 'invalidInput') return checked;
  const { email, password, name, nameKana = '', phone = '' } = checked.values;
  return {
    kind: 'checked',
    values: { email: email!, password: password!, name: name!, nameKana, phone, language: language ?? 'ja' },
  };
}

/** How a guest can be reached. */
export interface GuestContact {
  readonly email: string;
  readonly name: string;
  /** Empty where nobody told it. */
  readonly nameKana: string;
  readonly phone: string;
}

export function checkGuestContact(input: {
  readonly email: string;
  readonly name: string;
  readonly nameKana?: string | null;
  readonly phone: string;
}): Checked<GuestContact> {
  const checked = checkFields(input, {
    name: PROFILE_RULES.name,
    nameKana: PROFILE_RULES.nameKana,
    phone: NEEDED_PHONE,
    email: CREDENTIAL_RULES.email,
  });
  if (checked.kind === 'invalidInput') return checked;
  const { values } = checked;
  return {
    kind: 'checked',
    values: {
      email: values.email!,
      name: values.name!,
      nameKana: values.nameKana ?? '',
      phone: values.phone!,
    },
  };
}

/** Reads the fields that are given, and no others. */
export function checkProfile(input: {
  readonly name?: string | null;
  readonly nameKana?: string | null;
  readonly phone?: string | null;
  readonly language?: Language | null;
}): Checked<ProfileChanges> {
  const { language, ...texts } = input;
  const checked = checkFields(texts, PROFILE_RULES);
  if (checked.kind === 'invalidInput' || !language) return checked;
  return { kind: 'checked', values: { ...checked.values, language } };
}

/** The password that somebody wants from now on. */
export function checkNewPasswordText(newPassword: string): Checked<{ readonly newPassword: string }> {
  const checked = checkFields({ newPassword }, { newPassword: CREDENTIAL_RULES.password });
  return checked.kind === 'invalidInput'
    ? checked
    : { kind: 'checked', values: { newPassword: checked.values.newPassword! } };
}

/** An address that somebody says is theirs. */
export function checkEmail(email: string): Checked<{ readonly email: string }> {
  const checked = checkFields({ email }, { email: CREDENTIAL_RULES.email });
  return checked.kind === 'invalidInput'
    ? checked
    : { kind: 'checked', values: { email: checked.values.email! } };
}

/** The address that somebody wants from now on. */
export function checkNewEmail(newEmail: string): Checked<{ readonly newEmail: string }> {
  const checked = checkFields({ newEmail }, { newEmail: CREDENTIAL_RULES.email });
  return checked.kind === 'invalidInput'
    ? checked
    : { kind: 'checked', values: { newEmail: checked.values.newEmail! } };
}

/** The form in which a password is hashed: the same characters typed on two systems are the same password. */
export function normalisedPassword(password: string): string {
  return compatible(password);
}

/** Longer ones are not worth a hash. */
export const MAX_PASSWORD_LENGTH = 200;

function passwordText(text: string): string | undefined {
  const password = normalised(text, 'NFKC', MAX_PASSWORD_LENGTH);
  if (password === undefined) return undefined;
  const length = characterCount(password);
  return password.isWellFormed() && length >= 10 && length <= MAX_PASSWORD_LENGTH ? password : undefined;
}

const CREDENTIAL_RULES = {
  email: { read: mailAddress, allowed: messages.allowed.email },
  password: { read: passwordText, allowed: allowed.characters({ min: 10, max: MAX_PASSWORD_LENGTH }) },
} satisfies Record<string, FieldRule>;

const PROFILE_RULES = {
  name: {
    read: (text) => nameText(text, { min: 1, max: 100 }),
    allowed: allowed.characters({ min: 1, max: 100 }),
  },
  nameKana: { read: (text) => katakana(text, 100), allowed: allowed.katakana({ max: 100 }) },
  phone: {
    read: (text) => (text.trim() === '' ? '' : phoneDigits(text)),
    allowed: messages.allowed.optionalPhone,
  },
} satisfies Record<string, FieldRule>;

const NEEDED_PHONE: FieldRule = { read: phoneDigits, allowed: messages.allowed.phone };
