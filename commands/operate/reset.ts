import { rm } from 'node:fs/promises';
import { folderHolder } from '@depachika/database/embedded/folder-lock.ts';
import { knownServices, stopServers } from '@depachika/local-servers/local-servers.ts';
import { readServicePlaces } from '@depachika/local-servers/settings.ts';
import { type AnnouncedShop, announcedShop } from '@depachika/service/announced-shop.ts';
import { readDataFolder } from '../../topology/embedded/config.ts';
import { defineCommand, runCommand } from '../command.ts';
import { shown } from '../shop-location.ts';
import { fromEnvironment } from '../values.ts';

export const command = defineCommand({
  name: 'reset',
  summary: "clears the shop's data; the next start makes a new shop",
  description: `Removes the shop's data folder: database, keys, sockets; and the data of this machine's own servers where the
    shop has used them. The next start makes a new shop. A shop that runs keeps its data, and so does a server that
    somebody else keeps.`,
  reads: {
    DATA_DIR: 'the folder (default: .data)',
    SERVICES_DIR: "where this machine's own servers keep their data (default: .services)",
  },
  async run() {
    const folder = fromEnvironment(readDataFolder);
    const shop = announcedShop(folder);
    const refusal = reasonToKeep(folder, shop);
    if (refusal) {
      console.error(refusal);
      return 1;
    }
    if (shop?.ownServers) await clearOwnServers();
    await rm(folder, { recursive: true, force: true });
    console.log(`${shown(folder)} is gone; the next start makes a new shop.`);
    return 0;
  },
});

/** Keys without the data that they belong to, or data without its keys, would be no new shop. */
function reasonToKeep(folder: string, shop: AnnouncedShop | undefined): string | undefined {
  const holder = folderHolder(folder);
  if (holder) return `The data folder is in use by process ${holder.pid}: stop the shop first.`;
  if (shop?.isRunning) return `The shop of ${shown(folder)} runs as process ${shop.pid}: stop it first.`;
  if (!shop?.databaseUrl || shop.ownServers) return undefined;
  const { host, pathname } = new URL(shop.databaseUrl);
  return `The shop of ${shown(folder)} keeps its data at ${host}${pathname}, which is not cleared here: drop that database, and then remove the folder.`;
}

async function clearOwnServers(): Promise<void> {
  const places = fromEnvironment(readServicePlaces);
  const settings = { ...places, only: knownServices(places), clear: true, native: false };
  await stopServers(settings, (line) => console.error(line));
}

if (import.meta.main) await runCommand(command);
