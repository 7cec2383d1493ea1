import { expect, it } from 'vitest';
import { refusePublishedPassword } from './published-secrets.ts';

const production = (url: string) => () => refusePublishedPassword(url, { production: true });

it('refuses in production the password of a database that everybody can read', () => {
  for (const host of ['postgres:5432', 'db.example', '10.0.0.7:54320'])
    expect(production(`postgres://depachika:depachika@${host}/shop`)).toThrow(
      /^DATABASE_URL must hold a password/,
    );
  for (const url of [
    'postgres://depachika:%64epachika@db.example/shop',
    'postgres://depachika@db.example/shop?password=depachika',
    'postgres://depachika:own@db.example/shop?password=depachika',
    'postgres:///shop?host=db.example&user=depachika&password=depachika',
    'postgres://depachika:depachika@localhost/shop?host=db.example',
  ])
    expect(production(url), url).toThrow(/^DATABASE_URL must hold a password/);
  expect(() =>
    refusePublishedPassword('postgres://depachika:depachika@postgres/shop', { production: false }),
  ).not.toThrow();
});

it('takes one of its own, and a server that no other machine reaches', () => {
  for (const url of [
    'postgres://depachika:another@postgres:5432/shop',
    'postgres://depachika:depachika@127.0.0.1:54320/shop',
    'postgres://depachika:depachika@localhost/shop',
    'postgres://depachika:depachika@[::1]:5432/shop',
    'postgres:///shop?host=/var/run/postgresql&user=depachika&password=depachika',
    'postgres://depachika:depachika@db.example/shop?password=another',
    'postgres://depachika:100%own@db.example/shop',
  ])
    expect(production(url)).not.toThrow();
});
