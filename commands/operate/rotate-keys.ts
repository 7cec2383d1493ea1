import { systemClock as clock } from '@depachika/clock/clock.ts';
import { recordChange } from '@depachika/domain/changes.ts';
import { createSigningKeys } from '@depachika/users/keys/signing-keys.ts';
import { defineCommand, runCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';

export const command = defineCommand({
  name: 'users:rotate-keys',
  summary: 'makes the next key that signs access tokens',
  description: `Makes the next key for access tokens. It signs two minutes later; the current one stays published until
    its last token has ended. Works while the shop runs.`,
  reads: READS_DATABASE,
  async run(_, running) {
    const database = await openShopDatabase(running, { service: 'users' });
    const { kid, activatesAt } = await createSigningKeys({ database, clock }).rotate();
    await database.transaction({ name: 'users.rotateKeys' }, (tx) =>
      recordChange(tx, 'users', {
        subject: kid,
        operation: 'users:rotate-keys',
        actor: operator('users:rotate-keys'),
        fields: [],
        changedAt: clock.now(),
      }),
    );
    process.stdout.write(`Key ${kid} signs access tokens from ${activatesAt.toISOString()}\n`);
  },
});

if (import.meta.main) await runCommand(command);
