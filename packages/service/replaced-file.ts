import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file whole: who reads it meanwhile sees what was there, and a process that dies leaves that too. */
export function replaceFile(file: string, text: string, { mode }: { readonly mode: number }): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode });
  renameSync(draft, file);
}
