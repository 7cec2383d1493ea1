import { type Department, kinds, makers, words } from './assortment.ts';

export const bakery: Department = {
  slug: 'bakery',
  ja: 'ベーカリー',
  en: 'Bakery',
  shelves: [
    {
      slug: 'bread',
      ja: '食パン・食事パン',
      en: 'Loaves',
      code: 'BRD',
      taxClass: 'REDUCED',
      picture: 'bread',
      makers: makers(`ブーランジェリー・ソラ|Boulangerie Sora
麦の丘|Mugi no Oka`),
      notes: [
        [
          '北海道産小麦と天然酵母で、一晩寝かせました。',
          'Hokkaido wheat and natural yeast, rested overnight.',
        ],
        ['焼きたてを午前と午後の二回、お届けします。', 'Out of the oven twice a day.'],
      ],
      ranges: [
        {
          flavours: words(`湯種|Scalded Flour|ユダネ
全粒粉|Wholewheat|ゼンリュウフン
米粉|Rice Flour|コメコ
くるみ|Walnut|クルミ
チーズ|Cheese|チーズ
いちじく|Fig|イチジク
レーズン|Raisin|レーズン
発酵バター|Cultured Butter|ハッコウバター`),
          kinds: kinds(`食パン|Sandwich Loaf|ショクパン|420|380|loaf
カンパーニュ|Campagne|カンパーニュ|560|420|one
バゲット|Baguette|バゲット|330|250|one
ベーグル|Bagels|ベーグル|230|100|pieces`),
        },
      ],
    },
    {
      slug: 'pastries',
      ja: '菓子パン・惣菜パン',
      en: 'Buns & Pastries',
      code: 'PAS',
      taxClass: 'REDUCED',
      picture: 'bread',
      makers: makers(`ブーランジェリー・ソラ|Boulangerie Sora
パン工房 ひなた|Bakery Hinata`),
      notes: [
        ['朝ごはんにも、おやつにも。', 'For breakfast and for the afternoon.'],
        ['バターを幾層にも折り込みました。', 'Butter folded in, layer by layer.'],
      ],
      ranges: [
        {
          flavours: words(`つぶあん|Red Bean|ツブアン
カスタード|Custard|カスタード
チョコ|Chocolate|チョコ
りんご|Apple|リンゴ
メープル|Maple|メープル
いちご|Strawberry|イチゴ
さつまいも|Sweet Potato|サツマイモ
抹茶|Matcha|マッチャ`),
          kinds: kinds(`パン|Bun|パン|210|80|pieces
クロワッサン|Croissant|クロワッサン|280|65|pieces
デニッシュ|Danish|デニッシュ|310|80|pieces
ドーナツ|Doughnut|ドーナツ|240|75|pieces`),
        },
      ],
    },
  ],
};

export const drinks: Department = {
  slug: 'drinks',
  ja: 'お茶・コーヒー',
  en: 'Tea & Coffee',
  shelves: [
    {
      slug: 'japanese-tea',
      ja: '日本茶',
      en: 'Japanese Tea',
      code: 'TEA',
      taxClass: 'REDUCED',
      picture: 'leaf',
      makers: makers(`宇治 香園堂|Uji Koendo
茶舗 若葉|Wakaba Tea House
山翠園|Sansuien`),
      notes: [
        ['新芽だけを摘み、香り高く仕上げました。', 'Only the first leaves, fired for their scent.'],
        ['水出しでもおいしく召し上がれます。', 'Also good brewed cold.'],
      ],
      ranges: [
        {
          flavours: words(`宇治|Uji|ウジ
八女|Yame|ヤメ
静岡|Shizuoka|シズオカ
知覧|Chiran|チラン
嬉野|Ureshino|ウレシノ
狭山|Sayama|サヤマ`),
          kinds: kinds(`煎茶|Sencha|センチャ|600|50|tea
玉露|Gyokuro|ギョクロ|1400|50|tea
抹茶|Matcha|マッチャ|1500|50|tea
ほうじ茶|Hojicha|ホウジチャ|450|50|tea
玄米茶|Genmaicha|ゲンマイチャ|420|50|tea
和紅茶|Black Tea|ワコウチャ|700|50|tea`),
        },
      ],
    },
    {
      slug: 'coffee-black-tea',
      ja: 'コーヒー・紅茶',
      en: 'Coffee & Black Tea',
      code: 'COF',
      taxClass: 'REDUCED',
      picture: 'bean',
      makers: makers(`珈琲焙煎所 月と豆|Tsuki to Mame Roasters
喫茶 白樺|Kissa Shirakaba`),
      notes: [
        ['ご注文ごとに焙煎し、二日以内にお届けします。', 'Roasted to order, with you in two days.'],
        ['深いコクとすっきりした後味。', 'Full-bodied with a clean finish.'],
      ],
      ranges: [
        {
          flavours: words(`エチオピア|Ethiopia|エチオピア
グアテマラ|Guatemala|グアテマラ
ブラジル|Brazil|ブラジル
コロンビア|Colombia|コロンビア
ケニア|Kenya|ケニア
マンデリン|Mandheling|マンデリン`),
          kinds: kinds(`浅煎り珈琲|Light Roast Coffee|アサイリコーヒー|1500|200|beans
深煎り珈琲|Dark Roast Coffee|フカイリコーヒー|1450|200|beans
ドリップバッグ|Drip Bags|ドリップバッグ|120|12|bags`),
        },
        {
          flavours: words(`ダージリン|Darjeeling|ダージリン
アッサム|Assam|アッサム
アールグレイ|Earl Grey|アールグレイ
ウバ|Uva|ウバ
林檎|Apple|リンゴ
白桃|White Peach|ハクトウ`),
          kinds: kinds(`紅茶|Black Tea|コウチャ|800|50|tea
ティーバッグ|Tea Bags|ティーバッグ|75|3|bags`),
        },
      ],
    },
  ],
};

export const alcohol: Department = {
  slug: 'alcohol',
  ja: '酒',
  en: 'Sake, Wine & Beer',
  shelves: [
    {
      slug: 'sake',
      ja: '日本酒',
      en: 'Sake',
      code: 'SAK',
      taxClass: 'STANDARD',
      picture: 'bottle',
      makers: makers(`雪椿酒造|Yukitsubaki Shuzo
千鳥川酒造|Chidorigawa Shuzo
蔵元 北斗|Kuramoto Hokuto
瑞雲酒造|Zuiun Shuzo`),
      notes: [
        [
          '蔵元から直送。お酒は二十歳になってから。',
          'Straight from the brewery. For those aged 20 and over.',
        ],
        ['冷やしても、ぬる燗でもお楽しみいただけます。', 'Good chilled and good gently warmed.'],
      ],
      ranges: [
        {
          flavours: words(`山田錦|Yamada Nishiki|ヤマダニシキ
五百万石|Gohyakumangoku|ゴヒャクマンゴク
雄町|Omachi|オマチ
美山錦|Miyama Nishiki|ミヤマニシキ
愛山|Aiyama|アイヤマ
亀の尾|Kamenoo|カメノオ`),
          kinds: kinds(`純米大吟醸|Junmai Daiginjo|ジュンマイダイギンジョウ|1500|600|sake
純米吟醸|Junmai Ginjo|ジュンマイギンジョウ|900|600|sake
特別純米|Tokubetsu Junmai|トクベツジュンマイ|700|600|sake
生酒|Namazake|ナマザケ|850|600|sake
にごり酒|Nigori|ニゴリザケ|720|600|sake`),
        },
      ],
    },
    {
      slug: 'shochu-liqueur',
      ja: '焼酎・果実酒',
      en: 'Shochu & Liqueurs',
      code: 'SHO',
      taxClass: 'STANDARD',
      picture: 'bottle',
      makers: makers(`薩摩 黒潮酒造|Satsuma Kuroshio
日向蒸溜所|Hyuga Distillery`),
      notes: [
        [
          'ロックでもお湯割りでも。お酒は二十歳になってから。',
          'On ice or with hot water. For those aged 20 and over.',
        ],
      ],
      ranges: [
        {
          flavours: words(`芋|Sweet Potato|イモ
麦|Barley|ムギ
米|Rice|コメ
黒糖|Brown Sugar|コクトウ`),
          kinds: kinds(`焼酎|Shochu|ショウチュウ|650|600|sake
古酒|Aged Shochu|コシュ|1200|600|sake`),
        },
        {
          flavours: words(`南高梅|Nanko Plum|ナンコウウメ
柚子|Yuzu|ユズ
白桃|White Peach|ハクトウ
みかん|Mandarin|ミカン
林檎|Apple|リンゴ`),
          kinds: kinds(`リキュール|Liqueur|リキュール|700|600|sake
スパークリング酒|Sparkling Sake|スパークリングシュ|780|600|wine`),
        },
      ],
    },
    {
      slug: 'wine-beer',
      ja: 'ワイン・ビール',
      en: 'Wine & Beer',
      code: 'WIN',
      taxClass: 'STANDARD',
      picture: 'glass',
      makers: makers(`甲州 葡萄の森|Koshu Budo no Mori
信州ヴィンヤード|Shinshu Vineyard
隅田川ブルワリー|Sumidagawa Brewery`),
      notes: [
        [
          '国内の畑と醸造所から。お酒は二十歳になってから。',
          'From Japanese fields and breweries. For those aged 20 and over.',
        ],
      ],
      ranges: [
        {
          flavours: words(`甲州|Koshu|コウシュウ
シャルドネ|Chardonnay|シャルドネ
メルロー|Merlot|メルロー
マスカット・ベーリーA|Muscat Bailey A|マスカットベーリーエー
ピノ・ノワール|Pinot Noir|ピノノワール`),
          kinds: kinds(`ワイン|Wine|ワイン|1600|800|wine
樽熟成ワイン|Barrel-Aged Wine|タルジュクセイワイン|2600|800|wine
スパークリングワイン|Sparkling Wine|スパークリングワイン|2100|900|wine`),
        },
        {
          flavours: words(`柚子|Yuzu|ユズ
黒|Dark|クロ
小麦|Wheat|コムギ
山椒|Sansho|サンショウ`),
          kinds: kinds(`クラフトビール|Craft Beer|クラフトビール|480|380|cans
エール|Ale|エール|520|380|cans`),
        },
      ],
    },
  ],
};
