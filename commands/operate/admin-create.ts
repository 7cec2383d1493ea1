import { readFileSync } from 'node:fs';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { createAdministrator } from '@depachika/users/accounts/create-administrator.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { hiddenAnswer } from '../hidden-answer.ts';
import { operator } from '../operator.ts';
import { isMissingTable, openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';

export const command = defineCommand({
  name: 'admin:create',
  summary: "opens an administrator's account",
  description: `Opens the account of an administrator, who can then give others their roles. The password is asked for at the
    terminal, or read from a file: never from an option, which other people of the machine could read. Works while the shop
    runs.`,
  takes: (command) =>
    command
      .option('--email <address>', 'the login name')
      .option('--name <text>', 'as the shop shows it', 'Administrator')
      .option(
        '--password-file <file>',
        'its first line is the password (default: it is asked for); - is standard input',
      ),
  examples: [
    'npm run admin:create -- --email admin@shop.example',
    'npm run admin:create -- --email admin@shop.example --password-file /run/secrets/admin',
  ],
  reads: READS_DATABASE,
  exitCodes: {
    0: 'when the account is there',
    1: 'when it could not be made, or the address has one already',
    2: 'for wrong use, a password that is not good enough included',
  },
  async run({ options }, running) {
    const { email, name, passwordFile } = options;
    if (!email) throw new WrongUse('--email must name the login of the new administrator');
    const database = await openShopDatabase(running, { service: 'admin:create' });
    const password = passwordFile === undefined ? await askTwice() : firstLineOf(passwordFile);
    const result = await createAdministrator(
      { database, clock },
      { email, name, password },
      operator('admin:create'),
    );
    switch (result.kind) {
      case 'created':
        console.log(`${result.email} is an administrator (${result.userId}).`);
        return 0;
      case 'emailTaken':
        console.error(
          `${result.email} has an account already: an administrator can change its role (setUserRole).`,
        );
        return 1;
      case 'invalidInput':
        throw new WrongUse(
          [result, ...(result.others ?? [])]
            .map(({ field, allowed }) => `The ${field} must be ${allowed}`)
            .join('. '),
        );
    }
  },
  explain: (error) =>
    isMissingTable(error)
      ? 'This database has no accounts yet: start the shop first (npm start).'
      : `The administrator could not be made: ${error.message}`,
});

async function askTwice(): Promise<string> {
  if (!process.stdin.isTTY)
    throw new WrongUse('There is no terminal to ask for the password at: name a file with --password-file');
  const password = await hiddenAnswer('Password: ');
  if ((await hiddenAnswer('Again: ')) !== password) throw new WrongUse('The two passwords are not the same');
  return password;
}

function firstLineOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').split(/\r?\n/, 1)[0]!;
  } catch (error) {
    throw new WrongUse(`--password-file must name a file that can be read: ${(error as Error).message}`);
  }
}

if (import.meta.main) await runCommand(command);
