import { type Caller, serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import type { UsersUnderTest } from './test-users.ts';

/** The domain as notifications asks it. */
export function askedByNotifications(shop: Pick<UsersUnderTest, 'users'>) {
  return askedBy(shop, serviceCaller('notifications'));
}

export function askedBy({ users }: Pick<UsersUnderTest, 'users'>, caller: Caller) {
  const rpc = directRpc();
  rpc.serve(users.rpc, createLogger({ service: 'users', level: 'silent' }));
  return rpc.connector(caller).client(UserService);
}

/** What the log asks notifications to write: mails to this address, the latest first. */
export async function mailsTo(shop: UsersUnderTest, email: string) {
  return shop.database.query<{ id: string; kind: string; userId: string | null }>(
    `SELECT mail.id, event->'event'->'data'->>'kind' AS kind, event->'event'->'data'->>'userId' AS "userId"
       FROM users.account_mails mail
       JOIN (SELECT to_jsonb(o) AS event FROM users.outbox_events o) log ON event->'event'->>'subject' = mail.id
      WHERE mail.email = $1 ORDER BY mail.id DESC`,
    [email],
  );
}

/** The latest mail of a kind as it is written. */
export async function writtenMail(shop: UsersUnderTest, { email, kind }: { email: string; kind: string }) {
  const asked = (await mailsTo(shop, email)).find((mail) => mail.kind === kind);
  if (!asked) throw new Error(`No ${kind} was asked for`);
  const { mail } = await askedByNotifications(shop).prepareAccountMail({ mailId: asked.id });
  return mail;
}

/** The token of the link in the latest mail of a kind. */
export async function linkTo(shop: UsersUnderTest, email: string, kind: string): Promise<string> {
  return (await writtenMail(shop, { email, kind }))!.token;
}
