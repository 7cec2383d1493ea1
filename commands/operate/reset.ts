import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { folderHolder } from '@depachika/database/embedded/folder-lock.ts';
import { embeddedConfig } from '../../topology/embedded/config.ts';

const { dataFolder } = embeddedConfig(process.env);
const holder = folderHolder(dataFolder);

if (holder) {
  console.error(`The data folder is in use by process ${holder.pid}: stop the shop first.`);
  process.exitCode = 1;
} else {
  await rm(dataFolder, { recursive: true, force: true });
  console.log(
    `${relative(process.cwd(), dataFolder) || dataFolder} is gone; the next start makes a new shop.`,
  );
}
