import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from './support/shop-process.ts';
import { copySource, type SourceCopy } from './support/source/source-copy.ts';

/** A mend of the shop, and how the shop's code is written without it. */
interface TakenBack {
  readonly mend: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** What the lives then complain of. */
  readonly finds: string;
}

const TAKEN_BACK = JSON.parse(
  readFileSync(join(PROJECT, 'topology/testing/lives/taken-back.json'), 'utf8'),
) as TakenBack[];

const LONGEST_MS = 900_000;

let copy: SourceCopy;

beforeAll(async () => {
  copy = await copySource();
});

afterAll(() => copy.remove());

describe('the random lives find the fault, when one mend is taken back', () => {
  it.for(TAKEN_BACK)('$mend', { timeout: LONGEST_MS }, async ({ edits, finds }, { annotate }) => {
    for (const { file, from, to } of edits) await copy.edit(file, { from, to });
    try {
      const { code, output } = await randomLives(copy.folder);
      const found = new RegExp(`Property failed after ([0-9]+) tests[^]*?(${finds})`).exec(output);
      expect(found, output).not.toBeNull();
      expect(code).toBe(1);
      await annotate(`${found?.[2]} after ${found?.[1]} lives`);
    } finally {
      for (const { file } of edits) await copyFile(join(PROJECT, file), join(copy.folder, file));
    }
  });
});

async function randomLives(folder: string): Promise<{ code: number | null; output: string }> {
  const args = ['run', '--project', 'integration', 'topology/testing/random-lives.int.test.ts'];
  const child = spawn(process.execPath, [join(folder, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: folder,
    env: {
      ...process.env,
      NO_COLOR: '1',
      VITEST: undefined,
      VITEST_POOL_ID: undefined,
      VITEST_WORKER_ID: undefined,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}
