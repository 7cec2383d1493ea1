import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@depachika/clock/clock.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identityVerifier } from '@depachika/identity/identity-token.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'depachika-identity-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the development key', () => {
  it('is made once, for its owner alone, also when two start at the same time', async () => {
    const made = await Promise.all([devIdentityKeys(folder), devIdentityKeys(folder)]);
    const again = await devIdentityKeys(folder);
    expect(new Set([...made, again].map((keys) => keys.kid)).size).toBe(1);
    expect((await stat(join(folder, 'identity.json'))).mode & 0o777).toBe(0o600);
  });

  it('is not replaced when its file is damaged', async () => {
    await writeFile(join(folder, 'identity.json'), '{}');
    await expect(devIdentityKeys(folder)).rejects.toThrow('identity.json');
  });
});

describe('the token command', () => {
  it.each([
    [['--role', 'admin', '--ttl', '5m'], { kind: 'user', roles: ['CUSTOMER', 'ADMIN'] }],
    [['--user', 'usr_7'], { kind: 'user', userId: 'usr_7', roles: ['CUSTOMER'] }],
    [['--role', 'anonymous'], { kind: 'anonymous' }],
    [['--service', 'orders'], { kind: 'service', service: 'orders' }],
  ])('prints a token for %j that subgraphs accept', async (args, caller) => {
    const { jwks } = await devIdentityKeys(folder);
    const { stdout } = await run('--data', folder, ...args);
    expect(await identityVerifier({ jwks, clock: systemClock }).verify(stdout.trim())).toMatchObject(caller);
  });

  it.each([
    [['--role', 'owner'], '--role is'],
    [['--ttl', '2d'], '--ttl is'],
    [['--ttl', '25h'], '--ttl is'],
    [['--colour', 'red'], "Unknown option '--colour'"],
    [[], 'There is no identity.json in'],
  ])('answers %j with one clear line', async (args, message) => {
    const { code, stdout, stderr } = await run('--data', folder, ...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('explains itself', async () => {
    expect((await run('--help')).stdout).toContain('--role');
  });
});

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = fileURLToPath(new URL('./token.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
