import { type Department, kinds, makers, words } from './assortment.ts';

export const meals: Department = {
  slug: 'meals',
  ja: '惣菜・弁当・寿司',
  en: 'Ready Meals',
  shelves: [
    {
      slug: 'bento',
      ja: '弁当',
      en: 'Bento',
      code: 'BEN',
      taxClass: 'REDUCED',
      picture: 'bento',
      makers: makers(`日本橋 弁松亭|Nihonbashi Benmatsutei
味彩|Ajisai
旬菜厨房 みのり|Kitchen Minori`),
      notes: [
        [
          '当日の朝に詰め、お昼と夕方の便でお届けします。',
          'Packed in the morning for the noon and evening rounds.',
        ],
        ['季節の煮物と香の物を添えました。', 'With simmered vegetables of the season and pickles.'],
      ],
      ranges: [
        {
          flavours: words(`銀鮭|Salmon|ギンザケ
国産牛|Wagyu Beef|コクサンギュウ
若鶏|Chicken|ワカドリ
黒豚|Black Pork|クロブタ
うなぎ|Eel|ウナギ
穴子|Conger Eel|アナゴ
季節野菜|Seasonal Vegetable|キセツヤサイ
さば|Mackerel|サバ
牛ハンバーグ|Hamburg Steak|ギュウハンバーグ`),
          kinds: kinds(`弁当|Bento|ベントウ|1100|450|rice
御膳|Gozen Meal|ゴゼン|1900|620|rice
重|Rice Box|ジュウ|1500|480|rice
二段弁当|Two-Tier Bento|ニダンベントウ|1600|560|rice`),
        },
      ],
    },
    {
      slug: 'sushi',
      ja: '寿司',
      en: 'Sushi',
      code: 'SUS',
      taxClass: 'REDUCED',
      picture: 'sushi',
      makers: makers(`鮨 汐見|Sushi Shiomi
すし処 かもめ|Sushi Kamome
江戸前 辰巳|Edomae Tatsumi`),
      notes: [
        ['豊洲から届くその日の魚で、職人が握ります。', 'Made by hand from the day’s fish of Toyosu market.'],
        ['赤酢を合わせたしゃりで、冷めてもおいしく。', 'Rice seasoned with red vinegar.'],
      ],
      ranges: [
        {
          flavours: words(`まぐろ|Tuna|マグロ
サーモン|Salmon|サーモン
真鯛|Sea Bream|マダイ
いくら|Salmon Roe|イクラ
しめ鯖|Cured Mackerel|シメサバ
特上|Special Selection|トクジョウ
海老|Prawn|エビ
穴子|Conger Eel|アナゴ`),
          kinds: kinds(`握り|Nigiri|ニギリ|1400|260|serves
ちらし寿司|Chirashi|チラシズシ|1300|350|serves
巻き寿司|Maki Rolls|マキズシ|780|240|serves
押し寿司|Pressed Sushi|オシズシ|1200|280|serves
手まり寿司|Temari Sushi|テマリズシ|1350|250|serves`),
        },
      ],
    },
    {
      slug: 'deli-japanese',
      ja: '和惣菜',
      en: 'Japanese Deli',
      code: 'DJP',
      taxClass: 'REDUCED',
      picture: 'bowl',
      makers: makers(`京菜味 まつえ|Kyo-saimi Matsue
おばんざい 花ぐるま|Obanzai Hanaguruma
旬菜厨房 みのり|Kitchen Minori`),
      notes: [
        ['一番だしをきかせた、薄味仕立て。', 'Lightly seasoned with first-drawn dashi.'],
        ['ごはんにも晩酌にも合う一品。', 'Good with rice and as good with a drink.'],
      ],
      ranges: [
        {
          flavours: words(`ひじき|Hijiki|ヒジキ
かぼちゃ|Pumpkin|カボチャ
里芋|Taro|サトイモ
れんこん|Lotus Root|レンコン
たけのこ|Bamboo Shoot|タケノコ
菜の花|Rapeseed Greens|ナノハナ
茄子|Aubergine|ナス
小松菜|Komatsuna Greens|コマツナ`),
          kinds: kinds(`煮物|Simmered|ニモノ|380|100|grams
白和え|with Tofu Dressing|シラアエ|400|100|grams
胡麻和え|with Sesame Dressing|ゴマアエ|390|100|grams
天ぷら|Tempura|テンプラ|420|100|grams`),
          joiner: { ja: 'の', kana: 'ノ' },
        },
      ],
    },
    {
      slug: 'deli-western',
      ja: '洋惣菜・サラダ',
      en: 'Western Deli & Salads',
      code: 'DWE',
      taxClass: 'REDUCED',
      picture: 'bowl',
      makers: makers(`グリル樫の木|Grill Oak
デリカ・ソレイユ|Delica Soleil
サラダ工房 あおば|Salad Studio Aoba`),
      notes: [
        [
          '契約農家の野菜を使い、店内で仕上げています。',
          'Finished in the shop with vegetables from farms we know.',
        ],
        ['パンにもごはんにも。温めてお召し上がりください。', 'Warm it up; goes with bread and rice alike.'],
      ],
      ranges: [
        {
          flavours: words(`海老|Prawn|エビ
チキン|Chicken|チキン
アボカド|Avocado|アボカド
きのこ|Mushroom|キノコ
かに|Crab|カニ
トマト|Tomato|トマト
かぼちゃ|Pumpkin|カボチャ
コーン|Sweetcorn|コーン`),
          kinds: kinds(`グラタン|Gratin|グラタン|680|240|serves
サラダ|Salad|サラダ|420|100|grams
クリームコロッケ|Cream Croquettes|クリームコロッケ|190|70|pieces
キッシュ|Quiche|キッシュ|560|150|serves`),
        },
      ],
    },
    {
      slug: 'deli-chinese',
      ja: '中華惣菜・焼き鳥',
      en: 'Chinese Deli & Yakitori',
      code: 'DCN',
      taxClass: 'REDUCED',
      picture: 'skewer',
      makers: makers(`翠華楼|Suikaro
焼鳥 とり辰|Yakitori Toritatsu
点心舗 福来|Dim Sum Fukurai`),
      notes: [
        ['強火で仕上げた本格の味。', 'Cooked over a fierce flame.'],
        ['温めるだけで、ご家庭がお店の食卓に。', 'Just warm it up.'],
      ],
      ranges: [
        {
          flavours: words(`黒豚|Black Pork|クロブタ
海老|Prawn|エビ
にら|Chive|ニラ
五目|Five-Ingredient|ゴモク
かに|Crab|カニ
椎茸|Shiitake|シイタケ`),
          kinds: kinds(`焼売|Shumai|シュウマイ|130|40|pieces5
餃子|Gyoza|ギョウザ|90|28|pieces5
春巻|Spring Rolls|ハルマキ|180|60|pieces
肉まん|Steamed Buns|ニクマン|260|120|pieces`),
        },
        {
          flavours: words(`ねぎま|Leek|ネギマ
もも|Thigh|モモ
つくね|Meatball|ツクネ
手羽先|Wing|テバサキ
皮|Skin|カワ
砂肝|Gizzard|スナギモ`),
          kinds: kinds(`焼き鳥 たれ|Yakitori, Sauce|ヤキトリタレ|200|55|pieces5
焼き鳥 塩|Yakitori, Salt|ヤキトリシオ|200|55|pieces5`),
        },
      ],
    },
  ],
};
