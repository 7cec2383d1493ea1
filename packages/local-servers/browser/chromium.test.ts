import { describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium.ts';

describe('the Chromium of the tests of pages', () => {
  it('is the one that CHROMIUM_PATH names, whichever the machine has', async () => {
    expect(await chromiumPath(process.execPath)).toBe(process.execPath);
  });

  it('is no other one where CHROMIUM_PATH names none', async () => {
    await expect(chromiumPath('/nowhere/chromium')).rejects.toThrow(
      'CHROMIUM_PATH must name the program of a Chromium; there is no /nowhere/chromium',
    );
  });
});
