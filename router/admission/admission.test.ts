import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STAGE_NAMES } from './admission.ts';

const page = readFileSync(new URL('../../docs/router-pipeline.md', import.meta.url), 'utf8');

describe('docs/router-pipeline.md', () => {
  it('names the stages that there are, in their order', () => {
    const rows = [...page.matchAll(/^\| (\d+) \| ([^|]+) \|/gm)];
    expect(rows.map(([, , name]) => name)).toEqual(STAGE_NAMES);
    expect(rows.map(([, position]) => Number(position))).toEqual(STAGE_NAMES.map((_, index) => index + 1));
  });
});
