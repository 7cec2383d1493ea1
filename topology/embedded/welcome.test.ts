import { expect, it } from 'vitest';
import { type WelcomeDetails, welcome } from './welcome.ts';

const said = (details: Partial<WelcomeDetails>) =>
  welcome({
    graphqlUrl: 'http://localhost:8080/graphql',
    metricsUrl: 'http://127.0.0.1:9109/metrics',
    demo: false,
    localMail: false,
    production: false,
    host: '127.0.0.1',
    testControlsUrl: undefined,
    readyMs: 5_300,
    ...details,
  });

it('shows a newcomer where to click, and with which password', () => {
  const text = said({ demo: true });
  for (const part of [
    'http://localhost:8080/ ',
    'どらやき',
    '4242 4242 4242 4242',
    'npm run demo:drive',
    'Apollo Sandbox',
    'http://localhost:8080/explorer',
    'http://localhost:8080/v1/docs',
    'admin@example.jp',
    'depachika-demo',
  ])
    expect(text).toContain(part);
  expect(text).not.toContain('admin:create');
});

it('names the shop before anything else', () => {
  for (const details of [{ demo: true }, { production: true }, {}])
    expect(said(details).match(/http\S+/)![0]).toBe('http://localhost:8080/');
});

it('says where mails are read that stay in the shop, and only then', () => {
  expect(said({ localMail: true })).toContain('http://localhost:8080/dev/mail ');
  expect(said({})).not.toContain('/dev/mail');
});

it('promises nothing in production that is not there', () => {
  const text = said({ production: true, host: '0.0.0.0' });
  expect(text).not.toMatch(/Sandbox in a browser|explorer|example\.jp|depachika-demo|demo:drive|4242/);
  expect(text).toContain('in production');
  expect(text).toContain('on every address of this machine');
  expect(text).toContain('no money moves');
  expect(text).toContain('npm run admin:create -- --email');
  expect(said({ production: true })).not.toContain('every address');
});

it('says how a shop without the demo gets its first administrator', () => {
  expect(said({})).toContain('npm run admin:create -- --email');
});
