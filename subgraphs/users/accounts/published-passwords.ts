import type { Database } from '@depachika/database/database.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import { normalisedPassword } from './account-input.ts';
import { isPassword } from './passwords.ts';
import { credentialsInQuestion } from './user-store.ts';

/** Accounts that everybody can log in to. */
export class PublishedAccounts extends Error {
  readonly code = 'PUBLISHED_ACCOUNTS';
}

/** True for what the documents of the demo shop print. */
export function isPublishedPassword(password: string): boolean {
  return normalisedPassword(password) === DEMO_PASSWORD;
}

/**
 * Looks at the accounts of the demo shop and at everybody who works in this one. Those of a demo share one hash, so that few
 * are computed. Throws {@link PublishedAccounts}.
 */
export async function refusePublishedAccounts(database: Database): Promise<void> {
  const inQuestion = await credentialsInQuestion(database, DEMO_ACCOUNTS);
  for (const { passwordHash, emails } of inQuestion) {
    if (!(await isPassword(DEMO_PASSWORD, passwordHash))) continue;
    throw new PublishedAccounts(
      `DATABASE_URL must name a database without the demo shop's accounts in production, and this one has ${named(emails)} with the password that the documents print: start production on a database of its own, or give those accounts other passwords first`,
    );
  }
}

function named(emails: readonly string[]): string {
  const [first = '', ...others] = emails;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
