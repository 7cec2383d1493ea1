import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import takenBack from './taken-back.json' with { type: 'json' };

const ROOT = new URL('../../../', import.meta.url);

describe('what is taken back to prove that the lives find it', () => {
  it.each(takenBack.flatMap(({ mend, edits }) => edits.map((edit) => ({ mend, ...edit }))))(
    'stands once in the code: $mend ($file)',
    ({ file, from }) => {
      const text = readFileSync(new URL(file, ROOT), 'utf8');
      expect(text.split(from)).toHaveLength(2);
    },
  );
});
