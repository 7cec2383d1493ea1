import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PORT = 5432;
/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the final zero included. */
const MAX_PATH_BYTES = 103;

/** Where the socket of a data folder lies: inside it, or under a short name elsewhere when its path is too long. */
export function socketFolderFor(folder: string): string {
  if (Buffer.byteLength(socketIn(folder)) <= MAX_PATH_BYTES) return folder;
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `depachika-${name}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(short);
  if (uid !== process.getuid?.() || (mode & 0o777) !== 0o700)
    throw new Error(`${short} belongs to somebody else`);
  return short;
}

/** As PostgreSQL's clients expect it. */
export function socketIn(folder: string): string {
  return join(folder, `.s.PGSQL.${PORT}`);
}

export function embeddedUrl(socketFolder: string): string {
  return `postgres://postgres@localhost:${PORT}/postgres?host=${encodeURIComponent(socketFolder)}&embedded=true`;
}
