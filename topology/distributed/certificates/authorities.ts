import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@depachika/service/replaced-file.ts';
import { type Authority, createAuthority, readAuthority } from './authority.ts';
import { believed, needsSuccessor, signerOf } from './succession.ts';

/** Who signs the shop's certificates now, and who is believed. */
export interface Authorities {
  readonly signer: Authority;
  /** One, or two while one takes over from the other. */
  readonly believed: readonly Authority[];
}

/** The authorities of this folder; undefined when there is none that is good. */
export async function readAuthorities(folder: string, now: Date): Promise<Authorities | undefined> {
  const known = await readAll(folder);
  const signer = signerOf(known, now);
  return signer && { signer, believed: believed(known, now) };
}

/** The same after the first has been made, or a successor where it is time. Keys never leave the folder. */
export async function renewAuthorities(folder: string, now: Date): Promise<Authorities> {
  if (needsSuccessor(await readAll(folder), now)) await addAuthority(folder, now);
  return (await readAuthorities(folder, now))!;
}

async function addAuthority(folder: string, now: Date): Promise<void> {
  const number = Math.max(0, ...(await numbersIn(folder))) + 1;
  const { certificate, privateKey } = await createAuthority(number, now);
  const files = filesOf(folder, number);
  // The certificate is written last: where it is, its key is.
  replaceFile(files.privateKey, privateKey, { mode: 0o600 });
  replaceFile(files.certificate, certificate, { mode: 0o644 });
}

async function readAll(folder: string): Promise<readonly Authority[]> {
  return Promise.all((await numbersIn(folder)).map((number) => readOne(filesOf(folder, number))));
}

async function readOne(files: ReturnType<typeof filesOf>): Promise<Authority> {
  try {
    const [certificate, privateKey] = await Promise.all([
      readFile(files.certificate, 'utf8'),
      readFile(files.privateKey, 'utf8'),
    ]);
    return await readAuthority({ certificate, privateKey });
  } catch (cause) {
    const message = `${files.certificate} and its key are not those of an authority: restore them, or remove both`;
    throw new Error(message, { cause });
  }
}

async function numbersIn(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const [certificate, number = '1'] = /^ca(?:-(\d+))?\.crt$/.exec(name) ?? [];
    return certificate ? [Number(number)] : [];
  });
}

function filesOf(folder: string, number: number) {
  const name = join(folder, number === 1 ? 'ca' : `ca-${number}`);
  return { certificate: `${name}.crt`, privateKey: `${name}.key` };
}
