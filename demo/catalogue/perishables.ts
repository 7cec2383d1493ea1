import { type Department, kinds, makers, words } from './assortment.ts';

const fields = makers(`青果 山城屋|Yamashiroya Greengrocers
果樹園倶楽部|Orchard Club
産直 八百春|Yaoharu Farm Direct`);

export const perishables: Department = {
  slug: 'fresh',
  ja: '生鮮',
  en: 'Fresh Food',
  shelves: [
    {
      slug: 'fruit',
      ja: '果物',
      en: 'Fruit',
      code: 'FRU',
      taxClass: 'REDUCED',
      picture: 'fruit',
      makers: fields,
      notes: [
        ['糖度を確かめ、食べ頃をお届けします。', 'Checked for sweetness and delivered ripe.'],
        ['一つずつ手詰めした贈答用の秀品です。', 'The best grade, packed by hand.'],
      ],
      ranges: [
        {
          flavours: words(`青森|Aomori|アオモリ
長野|Nagano|ナガノ
山形|Yamagata|ヤマガタ
福島|Fukushima|フクシマ`),
          kinds: kinds(`ふじりんご|Fuji Apple|フジリンゴ|320|320|crate
ラ・フランス|La France Pear|ラフランス|420|280|crate
白桃|White Peach|ハクトウ|680|300|crate
和梨|Japanese Pear|ワナシ|450|400|crate`),
        },
        {
          flavours: words(`愛媛|Ehime|エヒメ
静岡|Shizuoka|シズオカ
熊本|Kumamoto|クマモト
長崎|Nagasaki|ナガサキ`),
          kinds: kinds(`みかん|Mandarin|ミカン|780|1000|kilos
メロン|Melon|メロン|3600|1300|crate
苺|Strawberries|イチゴ|980|280|serves
デコポン|Dekopon|デコポン|520|350|crate`),
        },
      ],
    },
    {
      slug: 'vegetables',
      ja: '野菜',
      en: 'Vegetables',
      code: 'VEG',
      taxClass: 'REDUCED',
      picture: 'vegetable',
      makers: fields,
      notes: [
        ['朝採れを産地から直送します。', 'Picked in the morning and sent straight from the field.'],
        ['農薬をできるだけ使わずに育てました。', 'Grown with as few chemicals as can be.'],
      ],
      ranges: [
        {
          flavours: words(`京都|Kyoto|キョウト
鎌倉|Kamakura|カマクラ
北海道|Hokkaido|ホッカイドウ
三浦|Miura|ミウラ
信州|Shinshu|シンシュウ`),
          kinds: kinds(`トマト|Tomatoes|トマト|680|1000|kilos
人参|Carrots|ニンジン|420|1000|kilos
大根|Daikon|ダイコン|260|900|rods
玉ねぎ|Onions|タマネギ|380|1000|kilos
ほうれん草|Spinach|ホウレンソウ|280|200|rods
じゃがいも|Potatoes|ジャガイモ|400|1000|kilos`),
        },
      ],
    },
    {
      slug: 'meat',
      ja: '精肉',
      en: 'Meat',
      code: 'MEA',
      taxClass: 'REDUCED',
      picture: 'meat',
      makers: makers(`精肉 牛若|Ushiwaka Butchers
肉匠 榊|Sakaki Butchers`),
      notes: [
        ['専門の職人が一頭ずつ見極めて仕入れています。', 'Chosen carcass by carcass by our butcher.'],
        ['お料理に合わせて切り分け、冷蔵でお届けします。', 'Cut for your dish and delivered chilled.'],
      ],
      ranges: [
        {
          flavours: words(`松阪牛|Matsusaka Beef|マツサカギュウ
米沢牛|Yonezawa Beef|ヨネザワギュウ
飛騨牛|Hida Beef|ヒダギュウ
近江牛|Omi Beef|オウミギュウ
神戸牛|Kobe Beef|コウベギュウ`),
          kinds: kinds(`サーロインステーキ|Sirloin Steak|サーロインステーキ|2900|100|meat
すき焼き用|for Sukiyaki|スキヤキヨウ|2200|100|meat
しゃぶしゃぶ用|for Shabu-Shabu|シャブシャブヨウ|2300|100|meat
切り落とし|Offcuts|キリオトシ|980|100|meat`),
        },
        {
          flavours: words(`鹿児島黒豚|Kagoshima Black Pork|カゴシマクロブタ
名古屋コーチン|Nagoya Cochin Chicken|ナゴヤコーチン
十勝豚|Tokachi Pork|トカチブタ`),
          kinds: kinds(`ひき肉|Mince|ヒキニク|380|100|meat
しゃぶしゃぶ用|for Shabu-Shabu|シャブシャブヨウ|620|100|meat
ソーセージ|Sausages|ソーセージ|480|100|meat`),
        },
      ],
    },
    {
      slug: 'fish',
      ja: '鮮魚',
      en: 'Fish',
      code: 'FIS',
      taxClass: 'REDUCED',
      picture: 'fish',
      makers: makers(`魚河岸 大漁|Uogashi Tairyo
浜の台所|Hama no Daidokoro`),
      notes: [
        ['豊洲の仲買が選んだ、その日の一尾。', 'The day’s catch, picked at Toyosu.'],
        ['骨を抜き、すぐに焼けるように整えました。', 'Boned and ready for the grill.'],
      ],
      ranges: [
        {
          flavours: words(`銀鮭|Salmon|ギンザケ
銀だら|Black Cod|ギンダラ
さわら|Spanish Mackerel|サワラ
金目鯛|Kinmedai|キンメダイ
ぶり|Yellowtail|ブリ
真鯛|Sea Bream|マダイ`),
          kinds: kinds(`西京漬|in Saikyo Miso|サイキョウヅケ|560|80|pieces
切り身|Fillets|キリミ|420|90|pieces
味噌煮|Simmered in Miso|ミソニ|480|110|pieces
刺身|Sashimi|サシミ|980|120|serves`),
        },
      ],
    },
  ],
};

export const groceries: Department = {
  slug: 'pantry',
  ja: 'グローサリー',
  en: 'Pantry',
  shelves: [
    {
      slug: 'seasonings',
      ja: '調味料・だし',
      en: 'Seasonings & Dashi',
      code: 'SEA',
      taxClass: 'REDUCED',
      picture: 'jar',
      makers: makers(`醸造元 石蔵|Ishigura Brewers
だし屋 鰹乃蔵|Katsuo no Kura
瀬戸内調味料|Setouchi Seasonings`),
      notes: [
        ['木桶で二年、ゆっくり熟成させました。', 'Aged slowly in cedar for two years.'],
        ['毎日の料理をひと味上げる一本。', 'Lifts everyday cooking.'],
      ],
      ranges: [
        {
          flavours: words(`丸大豆|Whole Bean|マルダイズ
昆布|Kombu|コンブ
柚子|Yuzu|ユズ
生姜|Ginger|ショウガ
にんにく|Garlic|ニンニク
胡麻|Sesame|ゴマ
梅|Plum|ウメ`),
          kinds: kinds(`醤油|Soy Sauce|ショウユ|580|300|jar
味噌|Miso|ミソ|620|400|jar
ぽん酢|Ponzu|ポンズ|640|360|jar
ドレッシング|Dressing|ドレッシング|560|300|jar
だしパック|Dashi Packs|ダシパック|60|8|bags`),
        },
      ],
    },
    {
      slug: 'pickles',
      ja: '漬物・佃煮',
      en: 'Pickles & Tsukudani',
      code: 'PIC',
      taxClass: 'REDUCED',
      picture: 'jar',
      makers: makers(`漬物処 西陣|Nishijin Pickles
佃煮 浜源|Hamagen Tsukudani`),
      notes: [
        ['季節の野菜を、糠とだしで漬け込みました。', 'Vegetables of the season in rice bran and dashi.'],
        ['炊きたてのごはんにどうぞ。', 'For freshly cooked rice.'],
      ],
      ranges: [
        {
          flavours: words(`きゅうり|Cucumber|キュウリ
蕪|Turnip|カブ
白菜|Chinese Cabbage|ハクサイ
大根|Daikon|ダイコン
茄子|Aubergine|ナス`),
          kinds: kinds(`浅漬け|Light Pickles|アサヅケ|360|100|grams
ぬか漬け|Rice Bran Pickles|ヌカヅケ|380|100|grams
味噌漬け|Miso Pickles|ミソヅケ|420|100|grams`),
        },
        {
          flavours: words(`昆布|Kombu|コンブ
あさり|Clam|アサリ
ちりめん山椒|Baby Sardine & Sansho|チリメンサンショウ
海苔|Nori|ノリ`),
          kinds: kinds(`佃煮|Tsukudani|ツクダニ|680|100|grams
ふりかけ|Furikake|フリカケ|450|60|jar`),
        },
      ],
    },
    {
      slug: 'rice-noodles',
      ja: '米・麺',
      en: 'Rice & Noodles',
      code: 'RIC',
      taxClass: 'REDUCED',
      picture: 'noodles',
      makers: makers(`米穀 千石屋|Sengokuya Rice
製麺所 風見|Kazami Noodles`),
      notes: [
        ['精米したてをお届けします。', 'Polished just before it is sent.'],
        ['のどごしのよさが自慢です。', 'Known for how smoothly it goes down.'],
      ],
      ranges: [
        {
          flavours: words(`魚沼|Uonuma|ウオヌマ
庄内|Shonai|ショウナイ
北海道|Hokkaido|ホッカイドウ`),
          kinds: kinds(`コシヒカリ|Koshihikari Rice|コシヒカリ|880|1000|kilos
つや姫|Tsuyahime Rice|ツヤヒメ|860|1000|kilos
もち米|Mochi Rice|モチゴメ|900|1000|kilos
玄米|Brown Rice|ゲンマイ|780|1000|kilos`),
        },
        {
          flavours: words(`手延べ|Hand-Stretched|テノベ
全粒粉|Wholegrain|ゼンリュウフン
抹茶|Matcha|マッチャ
梅|Plum|ウメ`),
          kinds: kinds(`うどん|Udon|ウドン|340|250|serves
そば|Soba|ソバ|380|220|serves
そうめん|Somen|ソウメン|320|200|serves`),
        },
      ],
    },
  ],
};

export const gifts: Department = {
  slug: 'gifts',
  ja: 'ギフト',
  en: 'Gift Sets',
  shelves: [
    {
      slug: 'food-gifts',
      ja: '食品の詰合せ',
      en: 'Food Gifts',
      code: 'GFT',
      taxClass: 'REDUCED',
      picture: 'box',
      makers: makers(`花月庵|Kagetsuan
レモンの木|Lemon Tree
宇治 香園堂|Uji Koendo
デパチカ セレクト|Depachika Select`),
      notes: [
        ['のし紙・手提げ袋を無料でお付けします。', 'Gift paper and a carrier bag come with it.'],
        ['目上の方への贈りものに選ばれています。', 'Chosen for those to whom one owes respect.'],
      ],
      ranges: [
        {
          flavours: words(`御中元|Midsummer|オチュウゲン
御歳暮|Year-End|オセイボ
御祝|Celebration|オイワイ
内祝|Return Gift|ウチイワイ
御礼|Thank-You|オンレイ
季節|Seasonal|キセツ`),
          kinds: kinds(`和菓子詰合せ|Wagashi Assortment|ワガシツメアワセ|2600|600|boxes
焼き菓子詰合せ|Baked Sweets Assortment|ヤキガシツメアワセ|2800|700|boxes
銘茶詰合せ|Tea Assortment|メイチャツメアワセ|3200|400|boxes
果物籠|Fruit Basket|クダモノカゴ|4500|2500|boxes
だし・調味料セット|Seasoning Set|ダシチョウミリョウセット|3500|1200|boxes
佃煮詰合せ|Tsukudani Assortment|ツクダニツメアワセ|2900|500|boxes`),
        },
      ],
    },
  ],
};
