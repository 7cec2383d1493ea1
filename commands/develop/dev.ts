import { readRouterConfig } from '@depachika/router/config.ts';
import { runDevShop } from '../../topology/development/dev-shop.ts';
import { embeddedConfig } from '../../topology/embedded/config.ts';
import { defineCommand, runCommand } from '../command.ts';
import { fromEnvironment } from '../values.ts';

export const command = defineCommand({
  name: 'dev',
  summary: 'runs the shop, and takes over what is saved',
  description: `Runs the shop as npm start does, and starts it anew whenever code, SDL or models are saved: within three
    seconds, because the database and the libraries stay loaded. Pages are reloaded in place, in open browsers. What is
    generated from a saved file is made anew first. A file that breaks something is told, and the next save is waited for.`,
  reads: { 'PORT, DATA_DIR, DATABASE_URL, …': 'as for npm start' },
  exitCodes: { 0: 'when it was stopped', 1: 'when it could not be started', 2: 'for wrong use' },
  async run() {
    const config = fromEnvironment(embeddedConfig);
    const routerConfig = fromEnvironment(readRouterConfig);
    await runDevShop({ config, routerConfig, env: process.env });
  },
});

if (import.meta.main) await runCommand(command);
