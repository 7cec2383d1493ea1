import { existsSync } from 'node:fs';
import { installPackages, programOf } from '../machine-packages.ts';

/** The letters of Japanese pages too. */
const PACKAGES = ['chromium', 'fonts-noto-cjk'];
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * The program of a Chromium: one of this machine, or Debian's, installed by who may. Throws one sentence that says what is
 * missing.
 * @param named the one that `CHROMIUM_PATH` names, instead of any other
 */
export async function chromiumPath(named?: string): Promise<string> {
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH must name the program of a Chromium; there is no ${named}`);
  }
  return found() ?? (await installed());
}

function found(): string | undefined {
  return PROGRAMS.map(programOf).find((path) => path !== undefined);
}

async function installed(): Promise<string> {
  const say = (what: string) => console.error(what);
  await installPackages('Chromium', PACKAGES, say, 'name its program in CHROMIUM_PATH');
  return found()!;
}

if (import.meta.main) {
  try {
    console.log(await chromiumPath());
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
