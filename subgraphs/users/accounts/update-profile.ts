import type { Database } from '@depachika/database/database.ts';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import { checkProfile } from './account-input.ts';
import type { Language } from './user.ts';
import { editProfile, type ProfileEdit } from './user-store.ts';

export type UpdateProfileResult = ProfileEdit | InvalidInput;

/** Edits the fields that are given. */
export async function updateProfile(
  { database }: { readonly database: Database },
  userId: string,
  input: {
    readonly expectedVersion: number;
    readonly name?: string | null;
    readonly nameKana?: string | null;
    readonly phone?: string | null;
    readonly language?: Language | null;
  },
): Promise<UpdateProfileResult> {
  const checked = checkProfile(input);
  if (checked.kind === 'invalidInput') return checked;
  return editProfile(database, { userId, expectedVersion: input.expectedVersion, changes: checked.values });
}
