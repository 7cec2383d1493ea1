import { describe, expect, it } from 'vitest';
import { embeddedConfig } from './config.ts';

const POOLED = 'postgres://shop:secret@pool.example:6432/shop?pgbouncer=true';
const DIRECT = 'postgres://shop:secret@db.example:5432/shop';

describe('a database behind PgBouncer', () => {
  const read = (env: NodeJS.ProcessEnv) => embeddedConfig(env).directDatabaseUrl;

  it('has an address of its own, for what needs a session', () => {
    expect(read({ DATABASE_URL: POOLED, DATABASE_DIRECT_URL: DIRECT })).toBe(DIRECT);
    expect(read({ DATABASE_URL: DIRECT })).toBeUndefined();
    expect(read({})).toBeUndefined();
  });

  it.each([
    ['is not named', { DATABASE_URL: POOLED }],
    ['is PgBouncer again', { DATABASE_URL: POOLED, DATABASE_DIRECT_URL: POOLED }],
    ['is no address', { DATABASE_URL: POOLED, DATABASE_DIRECT_URL: 'db.example' }],
    ['is named where nothing stands before it', { DATABASE_URL: DIRECT, DATABASE_DIRECT_URL: DIRECT }],
    ['is named alone', { DATABASE_DIRECT_URL: DIRECT }],
    [
      'has the password that everybody knows, in production',
      {
        NODE_ENV: 'production',
        DATABASE_URL: POOLED,
        DATABASE_DIRECT_URL: DIRECT.replace('secret', 'depachika'),
      },
    ],
  ])('is refused by the name of the setting when it %s', (_, env) => {
    expect(() => read(env)).toThrow(/^DATABASE_DIRECT_URL must /);
  });
});
