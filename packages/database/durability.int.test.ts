import { testDatabase } from '@depachika/testing/database.ts';
import { expect, it } from 'vitest';
import { refuseLossyDatabase } from './durability.ts';

it.runIf(process.env.TEST_DATABASE_URL)(
  'a server that may lose a commit is refused, by the name of its setting',
  async () => {
    const home = await testDatabase({ domains: [] });
    const database = home.database('trial');
    await refuseLossyDatabase(database);
    await database.transaction({ name: 'trial.careless' }, async (tx) => {
      await tx.query('SET LOCAL synchronous_commit = off');
      await expect(refuseLossyDatabase(tx)).rejects.toThrow('synchronous_commit must be on');
    });
    await home.close();
  },
);
