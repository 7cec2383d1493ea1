import { choices, type Department, kinds, makers, words } from './assortment.ts';

const kilns = makers(`有田 青磁窯|Arita Seiji Kiln
美濃 土岐窯|Mino Toki Kiln
益子 陽だまり窯|Mashiko Hidamari Kiln`);

export const tableware: Department = {
  slug: 'tableware',
  ja: '器・キッチン',
  en: 'Tableware & Kitchen',
  shelves: [
    {
      slug: 'plates-bowls',
      ja: '皿・鉢',
      en: 'Plates & Bowls',
      code: 'PLA',
      taxClass: 'STANDARD',
      picture: 'plate',
      makers: kilns,
      colours: choices('藍|Indigo', '白|White'),
      notes: [
        ['電子レンジと食器洗い機でお使いいただけます。', 'Safe in the microwave and the dishwasher.'],
        ['職人が一枚ずつ絵付けをしました。', 'Painted by hand, one by one.'],
      ],
      ranges: [
        {
          flavours: words(`青海波|Seigaiha|セイガイハ
麻の葉|Asanoha|アサノハ
市松|Ichimatsu|イチマツ
七宝|Shippo|シッポウ
千鳥|Chidori|チドリ
唐草|Karakusa|カラクサ`),
          kinds: kinds(`丸皿|Round Plate|マルザラ|1200|300|plate
小鉢|Small Bowl|コバチ|900|220|plate
角皿|Square Plate|カクザラ|1400|350|plate`),
          joiner: { ja: '文', kana: 'モン' },
        },
      ],
    },
    {
      slug: 'cups',
      ja: '湯呑・酒器・箸',
      en: 'Cups & Chopsticks',
      code: 'CUP',
      taxClass: 'STANDARD',
      picture: 'cup',
      makers: kilns,
      colours: choices('藍|Indigo', '黒|Black', '朱|Vermilion'),
      notes: [
        ['手になじむ形に仕上げました。', 'Shaped to sit well in the hand.'],
        ['桐箱入りもご用意できます。', 'Also comes in a paulownia box.'],
      ],
      ranges: [
        {
          flavours: words(`花文|Flower|ハナモン
縞|Stripe|シマ
染付|Blue-and-White|ソメツケ
刷毛目|Brushed|ハケメ
粉引|Kohiki|コヒキ`),
          kinds: kinds(`湯呑|Tea Cup|ユノミ|1500|200|pair
マグカップ|Mug|マグカップ|1800|320|pair
ぐい呑|Sake Cup|グイノミ|1300|120|pair
夫婦箸|Chopsticks|メオトバシ|1600|60|pair`),
        },
      ],
    },
  ],
};

export const fashion: Department = {
  slug: 'fashion',
  ja: 'ファッション',
  en: 'Fashion',
  shelves: [
    {
      slug: 'womens',
      ja: '婦人服',
      en: 'Women’s Clothes',
      code: 'WOM',
      taxClass: 'STANDARD',
      picture: 'shirt',
      makers: makers(`アトリエ・ツムギ|Atelier Tsumugi
リリアン東京|Lilian Tokyo`),
      colours: choices('白|White', '紺|Navy', 'ベージュ|Beige'),
      notes: [
        ['国内の工場で丁寧に縫製しています。', 'Sewn with care in Japan.'],
        ['ご家庭の洗濯機で洗えます。', 'Machine washable.'],
      ],
      ranges: [
        {
          flavours: words(`リネン|Linen|リネン
コットン|Cotton|コットン
シルク混|Silk Blend|シルクコン
カシミヤ混|Cashmere Blend|カシミヤコン
ウール|Wool|ウール`),
          kinds: kinds(`ブラウス|Blouse|ブラウス|7900|220|apparel
カーディガン|Cardigan|カーディガン|9800|300|apparel
ワンピース|Dress|ワンピース|13800|450|apparel
ワイドパンツ|Wide Trousers|ワイドパンツ|9900|420|apparel`),
        },
      ],
    },
    {
      slug: 'mens',
      ja: '紳士服',
      en: 'Men’s Clothes',
      code: 'MEN',
      taxClass: 'STANDARD',
      picture: 'shirt',
      makers: makers(`銀座テーラー樹|Ginza Tailor Itsuki
ノースブリッジ|North Bridge`),
      colours: choices('白|White', '紺|Navy', 'グレー|Grey'),
      notes: [
        ['形態安定加工で、アイロンの手間を省けます。', 'Easy-care: hardly needs ironing.'],
        ['体に沿う立体裁断。', 'Cut to follow the body.'],
      ],
      ranges: [
        {
          flavours: words(`オックスフォード|Oxford|オックスフォード
リネン|Linen|リネン
メリノウール|Merino Wool|メリノウール
コットン|Cotton|コットン`),
          kinds: kinds(`シャツ|Shirt|シャツ|8900|260|apparel
ポロシャツ|Polo Shirt|ポロシャツ|6900|250|apparel
ジャケット|Jacket|ジャケット|24000|700|apparel`),
        },
      ],
    },
    {
      slug: 'kids',
      ja: '子供服',
      en: 'Children’s Clothes',
      code: 'KID',
      taxClass: 'STANDARD',
      picture: 'shirt',
      makers: makers(`こぐま洋品店|Koguma Outfitters
ちいさな森|Little Forest`),
      colours: choices('黄|Yellow', '水色|Light blue'),
      notes: [['やわらかなオーガニックコットン。', 'Soft organic cotton.']],
      ranges: [
        {
          flavours: words(`くまさん|Bear|クマサン
どんぐり|Acorn|ドングリ
しましま|Striped|シマシマ`),
          kinds: kinds(`Tシャツ|T-Shirt|ティーシャツ|2400|120|kids
パーカー|Hoodie|パーカー|4800|240|kids
パジャマ|Pyjamas|パジャマ|4200|220|kids`),
        },
      ],
    },
    {
      slug: 'accessories',
      ja: '靴下・服飾雑貨',
      en: 'Socks & Accessories',
      code: 'ACC',
      taxClass: 'STANDARD',
      picture: 'sock',
      makers: makers(`奈良くつした工房|Nara Sock Works
傘と布 雨音|Amaoto Umbrellas & Cloth`),
      colours: choices('黒|Black', '紺|Navy', '芥子|Mustard'),
      notes: [['日本の産地で編み、織り、染めました。', 'Knitted, woven and dyed in Japan.']],
      ranges: [
        {
          flavours: words(`絹|Silk|キヌ
麻|Hemp|アサ
綿|Cotton|メン
ウール|Wool|ウール`),
          kinds: kinds(`靴下|Socks|クツシタ|1200|60|foot
五本指靴下|Toe Socks|ゴホンユビクツシタ|1400|60|foot
手袋|Gloves|テブクロ|3200|80|one
ストール|Stole|ストール|5800|180|one`),
        },
      ],
    },
  ],
};

export const living: Department = {
  slug: 'living',
  ja: 'リビング',
  en: 'Living',
  shelves: [
    {
      slug: 'towels',
      ja: 'タオル・寝具',
      en: 'Towels & Bedding',
      code: 'TOW',
      taxClass: 'STANDARD',
      picture: 'towel',
      makers: makers(`今治 白波タオル|Imabari Shiranami
綿屋 眠り堂|Wataya Nemurido`),
      colours: choices('白|White', '生成り|Natural', '藍|Indigo'),
      notes: [['吸水性にすぐれ、洗うほどにやわらかく。', 'Absorbent, and softer with every wash.']],
      ranges: [
        {
          flavours: words(`ふわり|Fluffy|フワリ
ガーゼ|Gauze|ガーゼ
ワッフル|Waffle|ワッフル
リネン|Linen|リネン`),
          kinds: kinds(`今治タオル|Imabari Towel|イマバリタオル|600|60|towel
ブランケット|Blanket|ブランケット|6800|700|one`),
        },
      ],
    },
    {
      slug: 'stationery-flowers',
      ja: '文具・花',
      en: 'Stationery & Flowers',
      code: 'STA',
      taxClass: 'STANDARD',
      picture: 'flower',
      makers: makers(`文具の墨田|Sumida Stationers
花舗 野の花|Nonohana Florists`),
      notes: [['贈る方の気持ちに寄り添う一品。', 'Says what you mean to say.']],
      ranges: [
        {
          flavours: words(`和紙|Washi|ワシ
藍染|Indigo|アイゾメ
桜|Cherry Blossom|サクラ`),
          kinds: kinds(`便箋|Letter Paper|ビンセン|800|120|one
御朱印帳|Shrine Stamp Book|ゴシュインチョウ|1900|180|one
万年筆|Fountain Pen|マンネンヒツ|9800|60|one`),
        },
        {
          flavours: words(`薔薇|Rose|バラ
百合|Lily|ユリ
かすみ草|Gypsophila|カスミソウ
季節|Seasonal|キセツ`),
          kinds: kinds(`花束|Bouquet|ハナタバ|3800|600|boxes
アレンジメント|Flower Arrangement|アレンジメント|4200|900|boxes`),
          joiner: { ja: 'の', kana: 'ノ' },
        },
      ],
    },
  ],
};
