import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceName } from './device-name-rules.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the name of a device', () => {
  it.each([
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${WEBKIT} Version/19.0 Safari/604.1`,
      'Safari, iPhone',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${WEBKIT} CriOS/156.0 Safari/604.1`,
      'Chrome, iPhone',
    ],
    [`Mozilla/5.0 (Linux; Android 16) ${WEBKIT} Chrome/156.0 Mobile Safari/537.36`, 'Chrome, Android'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/156.0 Safari/537.36 Edg/156.0`,
      'Edge, Windows',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox, Mac'],
    ['okhttp/5.0 Android', 'Android'],
    ['curl/9.0', ''],
    ['', ''],
  ])('is coarse: %s', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });

  it('never shows a text of the client', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(deviceName(`${text}<script>`)).not.toContain('<');
        expect(deviceName(`${'x'.repeat(500)}${text}Chrome/`)).toBe('');
      }),
    );
  });
});
