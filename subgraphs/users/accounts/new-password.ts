import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { dictionary } from '@zxcvbn-ts/language-common';
import { messages } from '../messages/messages.ts';
import { type PasswordOwner, passwordRefusal } from './new-password-rules.ts';
import { isPublishedPassword } from './published-passwords.ts';

/** Shorter ones are refused for their length, but may be all that somebody adds to a name: `hanako123456`. */
const COMMON_PASSWORDS: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/**
 * Whether somebody may choose this password, for whoever sets one.
 * @param options.published whether the demo shop's password may be chosen: where it is in use anyway
 * @param options.field the one of the input that holds it
 */
export function checkNewPassword(
  password: string,
  owner: PasswordOwner,
  { published, field = 'password' }: { readonly published: 'allowed' | 'refused'; readonly field?: string },
): InvalidInput | undefined {
  if (isPublishedPassword(password))
    return published === 'refused' ? invalidInput(field, messages.allowed.unpublishedPassword) : undefined;
  const refusal = passwordRefusal(password, owner, (text) => COMMON_PASSWORDS.has(text));
  return refusal === undefined ? undefined : invalidInput(field, refusal);
}
