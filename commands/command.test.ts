import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineCommand, WrongUse } from './command.ts';
import type { Running } from './interruption.ts';
import { oneOf, someOf, wholeNumber } from './values.ts';

const trial = defineCommand({
  name: 'trial',
  summary: 'tries something',
  description: `Tries something,
    in two lines.`,
  takes: (command) =>
    command
      .argument('<thing>', 'what is tried')
      .option('--often <times>', 'how often', wholeNumber('--often', { from: 1, to: 9 }), 3)
      .option('--how <way>', 'in which way', oneOf('--how', ['gently', 'hard']))
      .option('--with <tools>', 'with commas', someOf('--with', ['saw', 'axe', 'plane']))
      .option('--no-mess', 'clean up'),
  examples: ['npm run trial -- wood'],
  reads: { WORKSHOP: 'where it is tried' },
  run: async () => undefined,
});

describe('a command', () => {
  it('gets its arguments and options as what they mean, with their defaults', () => {
    expect(trial.understand(['wood', '--how', 'hard', '--with', 'axe, saw'])).toEqual({
      kind: 'given',
      args: ['wood'],
      options: { often: 3, how: 'hard', with: ['saw', 'axe'], mess: true },
    });
  });

  it.each([
    [['wood', '--oftn', '2'], "Unknown option '--oftn': there is --often, --how, --with, --no-mess, --help"],
    [[], "Missing required argument 'thing'. Usage: npm run trial -- [options] <thing>"],
    [
      ['wood', 'iron'],
      'Too many arguments. Expected 1 argument but got 2: wood, iron. Usage: npm run trial -- [options] <thing>',
    ],
    [['wood', '--how'], "Option '--how <way>' argument missing. Usage: npm run trial -- [options] <thing>"],
    [['wood', '--how', 'badly'], '--how is gently or hard, not badly'],
    [['wood', '--with', 'saw,spoon'], '--with is saw, axe or plane, not spoon'],
    [['wood', '--often', '10'], '--often must be a whole number from 1 to 9, not 10'],
    [['wood', '--often', 'many'], '--often must be a whole number from 1 to 9, not many'],
  ])('refuses %j in one line that says what would be right', (words, message) => {
    expect(trial.understand(words)).toEqual({ kind: 'refused', message });
  });

  it('explains itself, whatever else is wrong', () => {
    const understood = trial.understand(['--help', 'wood', 'iron']);
    const text = understood.kind === 'help' ? understood.text : '';
    for (const part of [
      'Usage: npm run trial -- [options] <thing>',
      'Tries something, in two lines.',
      '--often <times>  how often (default: 3)',
      'npm run trial -- wood',
      'WORKSHOP  where it is tried',
      'Exit code: 0 when it is done, 1 when it failed, 2 when it was used wrongly.',
    ])
      expect(text).toContain(part);
  });
});

describe('the end of a command', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each<[string, Trial['run'], number, string]>([
    ['0 when it returns nothing', async () => undefined, 0, ''],
    ['what it returns', async () => 1, 1, ''],
    [
      '1 when it fails, and tells why',
      () => fail('the saw is blunt', 'rust'),
      1,
      'the saw is blunt (rust)\n',
    ],
    ['2 when the values do not go together', () => misuse('saw or axe'), 2, 'saw or axe\n'],
  ])('is %s', async (_, run, code, told) => {
    expect(await ended({ run })).toEqual({ code, told });
  });

  it('is 1 for wrong use where 2 means nothing', async () => {
    const exitCodes = { 0: 'when it is printed', 1: 'when it is not' };
    expect(await ended({ exitCodes, run: () => misuse('saw or axe') })).toMatchObject({ code: 1 });
  });

  it('is the code of a failure where 1 means something else, in words of its own', async () => {
    const outcome = await ended({
      failsWith: 2,
      explain: ({ message }) => `It could not be looked at: ${message}`,
      run: () => fail('nobody answers'),
    });
    expect(outcome).toEqual({ code: 2, told: 'It could not be looked at: nobody answers\n' });
  });

  it('gives back what it holds, the latest first, also when it fails', async () => {
    const given: string[] = [];
    await ended({
      async run(running) {
        running.onStop(async () => given.push('workshop'));
        running.onStop(async () => given.push('saw'));
        return fail('the saw is blunt');
      },
    });
    expect(given).toEqual(['saw', 'workshop']);
  });
});

interface Trial {
  readonly run: (running: Running) => Promise<number> | Promise<void>;
  readonly exitCodes?: { readonly 0: string; readonly 1: string };
  readonly failsWith?: 2;
  readonly explain?: (error: Error) => string;
}

async function ended({ run, ...rest }: Trial): Promise<{ code: number; told: string }> {
  let told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += text;
    return true;
  });
  const command = defineCommand({
    name: 'trial',
    summary: 'tries something',
    description: 'Tries something.',
    run: (_, running) => run(running),
    ...rest,
  });
  return { code: await command.main([]), told };
}

async function fail(message: string, cause?: string): Promise<never> {
  throw new Error(message, { cause: cause && new Error(cause) });
}

async function misuse(message: string): Promise<never> {
  throw new WrongUse(message);
}
