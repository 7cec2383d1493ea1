import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startArguments } from './start-arguments.ts';

const ROOT = join(import.meta.dirname, '..');
// A clone in which nothing was installed yet.
const clone = mkdtempSync(join(tmpdir(), 'depachika-clone-'));
copyFileSync(join(ROOT, 'bootstrap.mjs'), join(clone, 'bootstrap.mjs'));
afterAll(() => rmSync(clone, { recursive: true }));

function start(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bootstrap.mjs', ...startArguments(), ...words],
    { cwd: clone, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('npm start', () => {
  it('brings up to date what is installed, and then runs the shop', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(scripts.start).toBe(['node bootstrap.mjs', ...startArguments()].join(' '));
  });

  it.each(['--help', '-h'])('explains itself with %s, and installs and starts nothing', (word) => {
    expect(start(word)).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^Usage: npm start\n/),
      stderr: '',
    });
    expect(readdirSync(clone)).toEqual(['bootstrap.mjs']);
  });

  it.each([
    ['--port=1', "Unknown option '--port=1'"],
    ['demo', "Unexpected argument 'demo'"],
  ])('refuses %s, says what there is, and installs and starts nothing', (word, wrong) => {
    expect(start(word)).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(`${wrong}: `) });
    expect(start(word).stderr).toMatch(/there is --help.*environment/);
    expect(readdirSync(clone)).toEqual(['bootstrap.mjs']);
  });

  it('names no variable that the README does not know', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, variables = ''] = /^Environment:\n((?: {2}.*\n)+)/m.exec(start('--help').stdout) ?? [];
    const named = variables.match(/\b[A-Z]+(?:_[A-Z]+)*\b(?=,| {2,}| [A-Z])/g) ?? [];
    expect(named).toContain('DATA_DIR');
    expect(named.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
