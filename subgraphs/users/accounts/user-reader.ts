import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { UserRecord } from './user.ts';

/** The client never reads password hashes. */
export type UsersPrisma = PrismaClient<never, { readonly user: { readonly passwordHash: true } }>;

/** Accounts as they are read, each lookup one statement. */
export interface UserReader {
  byId(ids: readonly string[]): Promise<Map<string, UserRecord>>;
  /** Those who have an account, latest first; one more than asked for when there is a next page. */
  page(rows: RowsBetween<readonly [id: string]>): Promise<UserRecord[]>;
}

export function createUserReader(prisma: Pick<UsersPrisma, 'user'>): UserReader {
  return {
    async byId(ids) {
      if (ids.length === 0) return new Map();
      const users = await prisma.user.findMany({ where: { id: { in: [...ids] } } });
      return new Map((users as UserRecord[]).map((user) => [user.id, user]));
    },
    async page({ limit, after, before, backward }) {
      const where = { role: { not: 'GUEST' }, id: { lt: after?.[0], gt: before?.[0] } };
      const users = await prisma.user.findMany({
        where,
        orderBy: { id: backward ? 'asc' : 'desc' },
        take: limit,
      });
      return users as UserRecord[];
    },
  };
}
