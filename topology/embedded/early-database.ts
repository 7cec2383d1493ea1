import { type EmbeddedDatabase, startEmbeddedDatabase } from '@depachika/database/embedded/embedded.ts';
import { type EmbeddedConfig, embeddedConfig } from './config.ts';

/** The embedded database, which starts as soon as this module is imported. */
export interface EarlyDatabase {
  /** Rejects as `startEmbeddedDatabase` does. */
  readonly database: Promise<EmbeddedDatabase>;
  /** Tells what it has been doing so far, and from now on. */
  follow(note: (what: string) => void): void;
}

/** Undefined when the shop has its data elsewhere, or when its settings are wrong: who reads them next says so. */
export const earlyDatabase: EarlyDatabase | undefined = begin();

function begin(): EarlyDatabase | undefined {
  const config = readable();
  if (!config || config.databaseUrl) return undefined;
  const notes: string[] = [];
  let follower: ((what: string) => void) | undefined;
  const database = startEmbeddedDatabase({
    folder: config.dataFolder,
    onProgress: (what) => (follower ? follower(what) : notes.push(what)),
    onFailure: (error) => {
      process.stderr.write(`The embedded database stopped: ${error.message}. Start the shop again.\n`);
      process.exit(1);
    },
  });
  // Whoever waits for it is told; until then nobody does.
  database.catch(() => undefined);
  return {
    database,
    follow(note) {
      for (const what of notes.splice(0)) note(what);
      follower = note;
    },
  };
}

function readable(): EmbeddedConfig | undefined {
  try {
    return embeddedConfig();
  } catch {
    return undefined;
  }
}
