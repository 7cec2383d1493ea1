import { type Department, kinds, makers, words } from './assortment.ts';

const houses = makers(`花月庵|Kagetsuan
松風堂|Shofudo
鶴屋宗久|Tsuruya Sokyu
小倉山本舗|Ogurayama
清水菓寮|Shimizu Karyo`);

export const wagashi: Department = {
  slug: 'wagashi',
  ja: '和菓子',
  en: 'Japanese Sweets',
  shelves: [
    {
      slug: 'mochi-manju',
      ja: '餅・饅頭',
      en: 'Mochi & Manju',
      code: 'MOC',
      taxClass: 'REDUCED',
      picture: 'mochi',
      makers: houses,
      notes: [
        [
          '毎朝店で蒸し上げ、その日のうちにお届けします。',
          'Steamed every morning and delivered the same day.',
        ],
        [
          '北海道産の小豆をじっくり炊いた餡を包みました。',
          'Filled with slowly simmered red beans from Hokkaido.',
        ],
        [
          '甘さを控えたやさしい味わい。お茶うけにどうぞ。',
          'Gently sweet; at its best with a cup of green tea.',
        ],
      ],
      ranges: [
        {
          flavours: words(`栗|Chestnut|クリ
よもぎ|Mugwort|ヨモギ
桜|Cherry Blossom|サクラ
抹茶|Matcha|マッチャ
黒ごま|Black Sesame|クロゴマ
白小豆|White Bean|シロアズキ
安納芋|Anno Sweet Potato|アンノウイモ
柚子|Yuzu|ユズ
南瓜|Pumpkin|カボチャ`),
          kinds: kinds(`大福|Daifuku|ダイフク|220|60|pieces
饅頭|Manju|マンジュウ|180|50|pieces
きんつば|Kintsuba|キンツバ|210|65|pieces
どら焼き|Dorayaki|ドラヤキ|240|80|pieces
羽二重餅|Habutae Mochi|ハブタエモチ|230|55|pieces
団子|Dango|ダンゴ|150|55|pieces5
最中|Monaka|モナカ|190|45|pieces`),
        },
      ],
    },
    {
      slug: 'yokan',
      ja: '羊羹・棹菓子',
      en: 'Yokan & Jellies',
      code: 'YOK',
      taxClass: 'REDUCED',
      picture: 'bar',
      makers: houses,
      notes: [
        [
          'なめらかな口どけで、日持ちもします。ご進物に。',
          'Smooth on the tongue and long-lasting: a welcome present.',
        ],
        [
          '糸寒天を使い、昔ながらの銅鍋で練り上げました。',
          'Stirred in copper pots with agar, as it has always been.',
        ],
      ],
      ranges: [
        {
          flavours: words(`小倉|Red Bean|オグラ
栗|Chestnut|クリ
宇治抹茶|Uji Matcha|ウジマッチャ
柚子|Yuzu|ユズ
桜|Cherry Blossom|サクラ
白小豆|White Bean|シロアズキ
黒糖|Brown Sugar|コクトウ
柿|Persimmon|カキ
和紅茶|Japanese Black Tea|ワコウチャ`),
          kinds: kinds(`羊羹|Yokan|ヨウカン|1100|300|rods
水羊羹|Mizu Yokan|ミズヨウカン|280|90|pieces5
ういろう|Uiro|ウイロウ|620|250|rods
葛餅|Kuzumochi|クズモチ|260|85|pieces`),
        },
      ],
    },
    {
      slug: 'senbei',
      ja: '煎餅・あられ',
      en: 'Rice Crackers',
      code: 'SEN',
      taxClass: 'REDUCED',
      picture: 'senbei',
      makers: makers(`米富米菓|Yonetomi Beika
浅草田中屋|Asakusa Tanakaya
丸玄|Marugen`),
      notes: [
        ['国産うるち米を炭火で一枚ずつ焼きました。', 'Japanese rice, toasted piece by piece over charcoal.'],
        ['ぱりっと軽い歯ざわり。お配りものにも。', 'Light and crisp; easy to share.'],
      ],
      ranges: [
        {
          flavours: words(`醤油|Soy Sauce|ショウユ
海苔|Nori|ノリ
えび|Shrimp|エビ
青のり|Green Laver|アオノリ
チーズ|Cheese|チーズ
黒豆|Black Bean|クロマメ
ざらめ|Coarse Sugar|ザラメ
わさび|Wasabi|ワサビ
七味|Seven Spice|シチミ
梅|Plum|ウメ`),
          kinds: kinds(`煎餅|Senbei|センベイ|70|15|sheets
あられ|Arare|アラレ|330|100|grams
おかき|Okaki|オカキ|60|14|sheets
柿の種|Kaki no Tane|カキノタネ|280|100|grams`),
        },
      ],
    },
  ],
};
