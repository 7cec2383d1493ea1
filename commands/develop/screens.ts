import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chromiumPath } from '@depachika/local-servers/browser/chromium.ts';
import { chromium } from 'playwright-core';
import { startShopProcess } from '../../bench/shop-process.ts';
import { defineCommand, runCommand } from '../command.ts';
import { orderAtDemoShop } from '../screens/ordered.ts';
import { ALL, DOCUMENTED, SCREEN_NAMES, takeScreens } from '../screens/screens.ts';
import { someOf } from '../values.ts';

const DOCUMENTS = join(import.meta.dirname, '../../docs/screens');

export const command = defineCommand({
  name: 'screens',
  summary: "takes pictures of the shop's pages in a Chromium",
  description: `Takes pictures of the pages of a new demo shop: those of docs/screens, or with --all every page in both languages,
    light and dark, on a phone and on a desk.`,
  takes: (command) =>
    command
      .option('--all <folder>', 'every page in every look, into this folder')
      .option(
        '--only <pages>',
        `these alone, with commas: ${SCREEN_NAMES.join(', ')}`,
        someOf('--only', SCREEN_NAMES),
      ),
  examples: ['npm run screens', 'npm run screens -- --all /tmp/screens --only home,tracking'],
  reads: { CHROMIUM_PATH: 'the program of a Chromium (default: the one of this machine)' },
  async run({ options: { all, only } }, { onStop }) {
    const shots = (all === undefined ? DOCUMENTED : ALL).filter(
      ({ screen }) => !only || only.includes(screen),
    );
    const shop = await startShopProcess(undefined);
    onStop(() => shop.stop());
    const browser = await chromium.launch({
      executablePath: await chromiumPath(process.env.CHROMIUM_PATH),
      args: ['--no-sandbox'],
    });
    onStop(() => browser.close());
    const ordered = await orderAtDemoShop(shop.url);
    const { origin } = new URL(shop.url);
    for (const file of await takeScreens({ browser, origin, ordered, folder: all ?? DOCUMENTS }, shots))
      console.log(`${file} ${Math.ceil((await stat(file)).size / 1024)} KiB`);
  },
});

if (import.meta.main) await runCommand(command);
