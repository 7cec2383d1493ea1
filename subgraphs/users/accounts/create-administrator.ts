import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { checkRegistration } from './account-input.ts';
import { checkNewPassword } from './new-password.ts';
import { firstSaltOf, hashPassword } from './passwords.ts';
import { insertUser, saltOfAddress } from './user-store.ts';

export interface NewAdministrator {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export type CreateAdministratorResult =
  | { readonly kind: 'created'; readonly userId: string; readonly email: string }
  | { readonly kind: 'emailTaken'; readonly email: string }
  | InvalidInput;

/** Opens the account of an administrator: for the operator of a shop, who needs no other administrator for it. */
export async function createAdministrator(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  input: NewAdministrator,
  actor: Actor,
): Promise<CreateAdministratorResult> {
  const checked = checkRegistration(input);
  if (checked.kind === 'invalidInput') return checked;
  const { password, ...account } = checked.values;
  const refused = checkNewPassword(password, account, { published: 'refused' });
  if (refused) return refused;
  const salt = (await saltOfAddress(database, account.email)) ?? firstSaltOf(account.email);
  const passwordHash = await hashPassword(password, salt);
  const now = clock.now();
  // Who runs the shop's own machine need prove no mailbox.
  const user = { ...account, id: newId('usr'), role: 'ADMIN', passwordHash, verifiedAt: now, now } as const;
  const added = await database.transaction({ name: 'users.createAdministrator' }, async (tx) => {
    const inserted = await insertUser(tx, user);
    if (inserted) {
      const fields = changedFields({}, { role: user.role }, ['role']);
      const change = { subject: user.id, operation: 'admin:create', actor, fields, changedAt: now };
      await recordChange(tx, 'users', change);
    }
    return inserted;
  });
  return added
    ? { kind: 'created', userId: added.id, email: added.email }
    : { kind: 'emailTaken', email: account.email };
}
