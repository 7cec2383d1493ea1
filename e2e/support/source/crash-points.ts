import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../shop-process.ts';

/** Every crash point that the code can reach, as it is written there: parts that are filled in match anything. */
export async function crashPointsInCode(): Promise<RegExp[]> {
  const points: RegExp[] = [];
  for await (const file of glob(['subgraphs/**/*.ts', 'packages/**/*.ts'], { cwd: PROJECT })) {
    if (/\.test\.ts$|\/test|node_modules|generated/.test(file)) continue;
    const text = readFileSync(join(PROJECT, file), 'utf8');
    for (const [, name] of text.matchAll(/rashPoints\.reach\(\s*['`]([^'`]+)['`]/g)) {
      points.push(new RegExp(`^${name!.replaceAll('.', '\\.').replaceAll(/\$\{[^}]+\}/g, '[\\w.]+')}$`));
    }
  }
  return points;
}
