import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { folderHolder } from '@depachika/database/embedded/folder-lock.ts';
import { defineCommand, runCommand } from '../command.ts';
import { shopLocation } from '../shop-location.ts';

export const command = defineCommand({
  name: 'reset',
  summary: "clears the shop's data; the next start makes a new shop",
  description: `Removes the data folder of the embedded shop: database, keys, sockets. The next start makes a new shop. A
    shop that runs keeps its data.`,
  reads: { DATA_DIR: 'the folder (default: .data)' },
  async run() {
    const { dataFolder } = shopLocation();
    const holder = folderHolder(dataFolder);
    if (holder) {
      console.error(`The data folder is in use by process ${holder.pid}: stop the shop first.`);
      return 1;
    }
    await rm(dataFolder, { recursive: true, force: true });
    console.log(
      `${relative(process.cwd(), dataFolder) || dataFolder} is gone; the next start makes a new shop.`,
    );
    return 0;
  },
});

if (import.meta.main) await runCommand(command);
