import { withLanguage } from '@depachika/messages/language.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { describe, expect, it } from 'vitest';
import { badUserInput, codedError, forbidden } from './errors.ts';

describe('an error', () => {
  it('speaks the language of the request that it is thrown in', () => {
    const refused = () => badUserInput('first', allowed.range({ from: 1, to: 100 }));
    expect(withLanguage('en', refused)).toMatchObject({
      message: 'first must be from 1 to 100',
      extensions: { code: 'BAD_USER_INPUT', field: 'first', allowed: 'from 1 to 100' },
    });
    expect(withLanguage('ja', refused)).toMatchObject({
      message: 'first：1から100まで',
      extensions: { code: 'BAD_USER_INPUT', field: 'first', allowed: '1から100まで' },
    });
    expect(withLanguage('en', forbidden).message).toBe('You may not do this');
    expect(forbidden().message).toBe('この操作は許可されていません。');
  });

  it('that people read takes no string, and one for programmers does', () => {
    // @ts-expect-error: a text for people comes from a catalogue.
    codedError('FORBIDDEN', 'You may not');
    expect(codedError('BAD_REQUEST', 'Send JSON').message).toBe('Send JSON');
  });
});
