import { describe, expect, it } from 'vitest';
import {
  accountHolder,
  fixedDigits,
  katakana,
  nameText,
  phoneDigits,
  postalCodeDigits,
  productReading,
  visibleText,
} from './japanese.ts';
import { mailAddress, typedMailAddress } from './mail-address.ts';

describe('postal code', () => {
  it.each([
    '1030022',
    '103-0022',
    '１０３－００２２',
    '〒103-0022',
    ' 103ー0022 ',
    '１０３００２２',
    '〒 103 0022',
  ])('reads %s as seven digits', (text) => expect(postalCodeDigits(text)).toBe('1030022'));
  it.each(['', '103002', '10300222', '103-00-22', '1030-022', '10३0022', 'abcdefg', '103-0022\u0000'])(
    'refuses %j',
    (text) => expect(postalCodeDigits(text)).toBeUndefined(),
  );
});

describe('phone number', () => {
  it.each([
    ['090-1234-5678', '09012345678'],
    ['０９０（１２３４）５６７８', '09012345678'],
    ['03ー1234ー5678', '0312345678'],
    ['+81 90 1234 5678', '09012345678'],
  ])('reads %s', (text, digits) => expect(phoneDigits(text)).toBe(digits));
  it.each(['', '110', '9012345678', '090123456789', '090-1234-567x'])('refuses %j', (text) =>
    expect(phoneDigits(text)).toBeUndefined(),
  );
});

describe('kana', () => {
  it.each([
    ['やまだ　はなこ', 'ヤマダ ハナコ'],
    ['ﾔﾏﾀﾞ ﾊﾅｺ', 'ヤマダ ハナコ'],
    ['ゔぃくとりあ', 'ヴィクトリア'],
    ['ジョー・スミス', 'ジョー・スミス'],
    ['じょｰ･すみす', 'ジョー・スミス'],
    ['', ''],
  ])('writes %s in katakana', (text, kana) => expect(katakana(text, 100)).toBe(kana));
  it.each(['山田', 'Yamada', 'Ｙａｍａｄａ', 'ヤマダ J', 'ヤマダ1', 'ヤマダ-', 'ヤ\nマ\u0007'])(
    'refuses %j',
    (text) => expect(katakana(text, 100)).toBeUndefined(),
  );
  it('counts characters after folding', () => {
    expect(katakana('ｶﾞ'.repeat(100), 100)).toHaveLength(100);
    expect(katakana('ｶﾞ'.repeat(101), 100)).toBeUndefined();
  });
});

describe('reading of a product', () => {
  const length = { min: 1, max: 200 };
  it('keeps the long vowel that is shown', () => {
    expect(productReading(' こｰﾋｰ ', length)).toBe('コーヒー');
  });
  it.each([
    ['いすゞ', 'イスヾ'],
    ['ミツヽ', 'ミツヽ'],
    ['ワッフル！', 'ワッフル!'],
    ["L'Éclair #5", "L'Éclair #5"],
    ['Ｎｏ．１（ミニ）', 'No.1(ミニ)'],
  ])('takes %s', (text, reading) => expect(productReading(text, length)).toBe(reading));
  it.each(['栗', 'クリ\nキンツバ', 'クリ\u200b', 'クリ\u202e', '', 'ア'.repeat(201)])('refuses %j', (text) =>
    expect(productReading(text, length)).toBeUndefined(),
  );
});

describe('holder of a bank account', () => {
  const length = { min: 1, max: 48 };
  it.each([
    ['シミズ ハナコ', 'シミズ ハナコ'],
    ['しみず　はなこ', 'シミズ ハナコ'],
    ['ｼﾐｽﾞ ﾊﾅｺ', 'シミズ ハナコ'],
    ['ｶ)ﾃﾞﾊﾟﾁｶ', 'カ)デパチカ'],
    ['カ）デパチカ．ドットコム', 'カ)デパチカ.ドットコム'],
    ['Smith John', 'SMITH JOHN'],
    ['ｓｍｉｔｈ　ｊｏｈｎ', 'SMITH JOHN'],
    ['カ）２４', 'カ)24'],
    ['ジョー・スミス', 'ジョー・スミス'],
    ['エ−ス', 'エ-ス'],
    ['ｷﾞﾝｺｳ/ｼﾃﾝ', 'ギンコウ/シテン'],
  ])('%s is %s', (text, holder) => expect(accountHolder(text, length)).toBe(holder));
  it.each([
    '',
    '清水 花子',
    'ア'.repeat(49),
    'シミズ\nハナコ',
    'シミズ\u200b',
    'José',
    'シミズ＠ハナコ',
    '𠮷',
  ])('refuses %j', (text) => expect(accountHolder(text, length)).toBeUndefined());
});

describe('so many digits', () => {
  it.each(['0001', '０００１', ' ００-０1 '])('of %s are 0001', (text) =>
    expect(fixedDigits(text, 4)).toBe('0001'),
  );
  it.each(['001', '00001', '०००१', '00a1', '', '①②③④⑤'])('are not %j', (text) =>
    expect(fixedDigits(text, 4)).toBeUndefined(),
  );
});

describe('login name', () => {
  it.each([
    [' Hanako@Example.JP ', 'hanako@example.jp'],
    ['ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ', 'hanako@example.jp'],
  ])('reads %s as one and the same', (text, email) => expect(mailAddress(text)).toBe(email));
  it.each([
    '',
    '@',
    'a@b',
    'a@@b.jp',
    'a b@c.jp',
    'a@b..jp',
    'a@b.jp.',
    'a\u0000@b.jp',
    `${'a'.repeat(65)}@b.jp`,
    `a@${'b'.repeat(252)}.jp`,
    '\ud800@b.jp',
    'a@b.jp,c@d.jp',
  ])('refuses %j', (text) => expect(mailAddress(text)).toBeUndefined());
});

describe('mailbox', () => {
  it.each([
    ['taro@日本.jp', 'taro@xn--wgv71a.jp'],
    ['taro@XN--WGV71A.JP', 'taro@xn--wgv71a.jp'],
    ['taro@日本。jp', 'taro@xn--wgv71a.jp'],
    ['Taro@Bücher.example', 'taro@xn--bcher-kva.example'],
    ['花子@example.jp', '花子@example.jp'],
  ])('%s is %s', (text, email) => expect(mailAddress(text)).toBe(email));
  it.each(['a@b.jp/c.jp', 'a@b%2ejp.jp', 'a@b.jp?c.jp', 'a@b.jp#c', 'a@b.jp\\c.jp', 'a@\u200b.jp'])(
    'refuses %j',
    (text) => expect(mailAddress(text)).toBeUndefined(),
  );
});

it('an address as it was typed keeps its domain, of whatever letters older shops took', () => {
  expect(typedMailAddress(' Taro@日本.JP ')).toBe('taro@日本.jp');
  expect(typedMailAddress('a@b.jp/c.jp')).toBe('a@b.jp/c.jp');
});

describe('text', () => {
  it('makes full-width digits plain in streets, and leaves names as their owners write them', () => {
    expect(visibleText(' 日本橋室町１－４－１ ', { min: 1, max: 20 })).toBe('日本橋室町1-4-1');
    expect(nameText('髙島　ｊ', { min: 1, max: 20 })).toBe('髙島 ｊ');
  });
  it('counts characters, not code units, and refuses what cannot be seen or stored', () => {
    expect(visibleText('𠮷'.repeat(20), { min: 1, max: 20 })).toBe('𠮷'.repeat(20));
    for (const text of ['', '   ', 'a\u0000b', '\udfff', 'a'.repeat(21)]) {
      expect(visibleText(text, { min: 1, max: 20 })).toBeUndefined();
    }
  });
});
