import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../support/shop.ts';
import { PROJECT } from '../support/shop-process.ts';
import { answersOf, shapeOf, tourScript, tourSteps, withoutWhatVaries } from '../support/tour.ts';

const steps = tourSteps(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));

export function describeTour(rested: () => Promise<Shop>): void {
  describe("The README's tour, pasted step by step into a shell,", () => {
    let shop: Shop;
    let answers: readonly string[];

    beforeAll(async () => {
      shop = await rested();
      answers = answersOf(await pasted(tourScript(steps), shop));
    });

    it('has steps with answers', () => {
      expect(steps.filter(({ answer }) => answer).length).toBeGreaterThanOrEqual(8);
    });

    it.each(steps.map((step, index) => ({ title: step.title, step, index })))('$title', ({ step, index }) => {
      if (!step.answer) return expect(answers[index]).toBe('');
      const given = withoutWhatVaries(answers[index] ?? '');
      const promised = withoutWhatVaries(step.answer.text);
      if (step.answer.kind === 'text') return expect(given).toBe(promised);
      // What sold best depends on the day of the test.
      if (step.commands.includes('topProducts')) {
        return expect(shapeOf(JSON.parse(given))).toEqual(shapeOf(JSON.parse(promised)));
      }
      return expect(JSON.parse(given)).toEqual(JSON.parse(promised));
    });
  });
}

/** What a shell prints that is given these commands and this shop. */
function pasted(script: string, shop: Shop): Promise<string> {
  const { host, port } = new URL(shop.graphqlUrl());
  const commands = script.replaceAll('localhost:8080', host);
  const env = { ...process.env, PORT: port, PATH: `${PROJECT}node_modules/.bin:${process.env.PATH}` };
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', commands], { cwd: PROJECT, env, timeout: 120_000 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${error.message}\n${stdout}\n${stderr}`)) : resolve(stdout),
    );
  });
}
