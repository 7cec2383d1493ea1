/** What phones put in place of a word. */
const WORDS: Readonly<Record<string, string>> = {
  ...{
    '🍓': '苺',
    '🍎': '林檎',
    '🍏': '林檎',
    '🍊': 'みかん',
    '🍋': 'レモン',
    '🍇': 'ぶどう',
    '🍈': 'メロン',
    '🍑': '桃',
    '🍌': 'バナナ',
  },
  ...{
    '🍐': '梨',
    '🍒': 'さくらんぼ',
    '🌰': '栗',
    '🍠': 'さつまいも',
    '🍅': 'トマト',
    '🥬': '野菜',
    '🍄': '椎茸',
  },
  ...{
    '🎂': 'ケーキ',
    '🍰': 'ケーキ',
    '🍪': 'クッキー',
    '🍫': 'チョコレート',
    '🍩': 'ドーナツ',
    '🍮': 'プリン',
    '🍡': '団子',
    '🍘': '煎餅',
  },
  ...{ '🍞': 'パン', '🥐': 'クロワッサン', '🥖': 'バゲット', '🧀': 'チーズ', '🍯': '蜂蜜' },
  ...{
    '🍣': '寿司',
    '🍱': '弁当',
    '🍙': 'おにぎり',
    '🍤': '天ぷら',
    '🐟': '魚',
    '🦐': '海老',
    '🦀': '蟹',
    '🥩': '牛肉',
    '🍗': '鶏肉',
  },
  ...{
    '🍷': 'ワイン',
    '🍺': 'ビール',
    '🍻': 'ビール',
    '🍶': '日本酒',
    '🍵': 'お茶',
    '☕': 'コーヒー',
    '🥂': 'スパークリング',
  },
  ...{ '💐': '花束', '🌹': '薔薇', '🎁': 'ギフト' },
};

/** A query with words in place of pictures, and the pictures that are no word. */
export function spelledPictures(text: string): { readonly text: string; readonly unread: readonly string[] } {
  const unread: string[] = [];
  const spelled = text.replace(PICTURE, (picture) => {
    const word = WORDS[picture];
    if (word === undefined) unread.push(picture);
    return ` ${word ?? ''} `;
  });
  return { text: spelled, unread };
}

const PICTURE = /\p{Emoji_Presentation}|☕/gu;
