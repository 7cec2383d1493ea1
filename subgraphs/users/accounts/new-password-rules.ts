import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { messages } from '../messages/messages.ts';
/** What is known of the person who chooses a password, besides the password. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
  readonly nameKana: string;
  readonly phone: string;
}

/**
 * Why a password may not be chosen, as what it must be instead: one of those that everybody tries first, or made of what is
 * known about its owner and the shop. No kinds of characters are asked for.
 * Source: NIST SP 800-63B, section 5.1.1.2.
 * @param password in its normalised form @param isCommon whether a password in small letters is among those that are used most
 * @returns undefined for a good one
 */
export function passwordRefusal(
  password: string,
  owner: PasswordOwner,
  isCommon: (password: string) => boolean,
): LocalizedText | undefined {
  const text = lettersAndDigits(password);
  if (isCommon(password.toLowerCase()) || isCommon(text)) return allowed.uncommonPassword;
  const own = without(wordsOf(owner), text);
  if (own !== text && (isPredictable(own) || isCommon(own))) return allowed.ownPassword;
  return isPredictable(own) ? allowed.unpredictablePassword : undefined;
}

const { allowed } = messages;

const SHOP_WORDS = ['depachika', 'デパチカ', 'デパ地下'];
const LEAST_DIFFERENT_CHARACTERS = 4;
const LONGEST_ROW = 260;
/** Of the alphabet, of numbers, and of keyboards. */
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '1234567890', 'qwertyuiopasdfghjklzxcvbnm'].flatMap((row) => {
  const endless = row.repeat(LONGEST_ROW / row.length + 1);
  return [endless, [...endless].reverse().join('')];
});

/** Longest first, so that a whole address goes before its parts. */
function wordsOf({ email, name, nameKana, phone }: PasswordOwner): string[] {
  const [localPart = '', domain = ''] = email.split('@');
  const parts = [...name.split(SPACES), ...nameKana.split(SPACES)];
  return [email, localPart, domain, phone, ...parts, ...SHOP_WORDS]
    .map(lettersAndDigits)
    .filter((word) => word.length >= 2)
    .sort((one, other) => other.length - one.length);
}

function without(words: readonly string[], text: string): string {
  return words.reduce((left, word) => left.replaceAll(word, ''), text);
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(SIGNS, '');
}

function isPredictable(text: string): boolean {
  return new Set(text).size < LEAST_DIFFERENT_CHARACTERS || ROWS.some((row) => row.includes(text));
}

const SPACES = /\s+/;
const SIGNS = /[^\p{L}\p{N}]/gu;
