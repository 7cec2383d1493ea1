import { type Department, kinds, makers, words } from './assortment.ts';

const patisseries = makers(`パティスリー・ミナモ|Pâtisserie Minamo
銀の匙洋菓子店|Silver Spoon Confectionery
アトリエ・ノワゼット|Atelier Noisette
レモンの木|Lemon Tree`);

export const sweets: Department = {
  slug: 'sweets',
  ja: '洋菓子',
  en: 'Western Sweets',
  shelves: [
    {
      slug: 'cakes',
      ja: 'ケーキ',
      en: 'Cakes',
      code: 'CAK',
      taxClass: 'REDUCED',
      picture: 'cake',
      makers: patisseries,
      notes: [
        ['ご注文を受けてから仕上げ、冷蔵でお届けします。', 'Finished when you order and delivered chilled.'],
        [
          'お誕生日や記念日に。ろうそくをお付けできます。',
          'For birthdays and anniversaries; candles come with it.',
        ],
      ],
      ranges: [
        {
          flavours: words(`苺|Strawberry|イチゴ
和栗|Chestnut|ワグリ
レモン|Lemon|レモン
キャラメル|Caramel|キャラメル
白桃|White Peach|ハクトウ
抹茶|Matcha|マッチャ
ショコラ|Chocolat|ショコラ
マンゴー|Mango|マンゴー
紅茶|Earl Grey|コウチャ`),
          kinds: kinds(`ショートケーキ|Shortcake|ショートケーキ|2600|450|whole
チーズケーキ|Cheesecake|チーズケーキ|2200|420|whole
ムースケーキ|Mousse Cake|ムースケーキ|2400|400|whole
ロールケーキ|Roll Cake|ロールケーキ|1300|350|rods
ミルクレープ|Mille Crêpe|ミルクレープ|2500|480|whole`),
        },
      ],
    },
    {
      slug: 'baked-sweets',
      ja: '焼き菓子',
      en: 'Baked Sweets',
      code: 'BAK',
      taxClass: 'REDUCED',
      picture: 'biscuit',
      makers: patisseries,
      notes: [
        ['発酵バターをたっぷり使い、しっとり焼き上げました。', 'Baked moist with plenty of cultured butter.'],
        ['個包装なので、職場や学校へのお土産に。', 'Wrapped one by one: good to hand round.'],
      ],
      ranges: [
        {
          flavours: words(`プレーン|Plain|プレーン
アーモンド|Almond|アーモンド
レモン|Lemon|レモン
ほうじ茶|Roasted Tea|ホウジチャ
キャラメル|Caramel|キャラメル
いちじく|Fig|イチジク
抹茶|Matcha|マッチャ
オレンジ|Orange|オレンジ
塩バター|Salted Butter|シオバター`),
          kinds: kinds(`フィナンシェ|Financier|フィナンシェ|210|35|pieces5
マドレーヌ|Madeleine|マドレーヌ|200|35|pieces5
クッキー|Cookies|クッキー|90|15|sheets
パウンドケーキ|Pound Cake|パウンドケーキ|1500|320|rods
サブレ|Sablé|サブレ|110|20|sheets
ガレット|Galette|ガレット|230|40|pieces
バームクーヘン|Baumkuchen|バームクーヘン|1600|350|rods`),
        },
      ],
    },
    {
      slug: 'chocolate',
      ja: 'チョコレート',
      en: 'Chocolate',
      code: 'CHO',
      taxClass: 'REDUCED',
      picture: 'chocolate',
      makers: makers(`ショコラトリー・クロエ|Chocolaterie Chloé
カカオ工房 森|Cacao Studio Mori
レモンの木|Lemon Tree`),
      notes: [
        ['カカオ豆から手がけたショコラティエの一粒。', 'Made from the bean by our chocolatier.'],
        ['なめらかな口どけ。保冷剤を添えてお届けします。', 'Melts softly; delivered with an ice pack.'],
      ],
      ranges: [
        {
          flavours: words(`ビター|Dark|ビター
ミルク|Milk|ミルク
抹茶|Matcha|マッチャ
ラズベリー|Raspberry|ラズベリー
塩キャラメル|Salted Caramel|シオキャラメル
ほうじ茶|Roasted Tea|ホウジチャ
柚子|Yuzu|ユズ
ヘーゼルナッツ|Hazelnut|ヘーゼルナッツ`),
          kinds: kinds(`トリュフ|Truffles|トリュフ|260|12|pieces5
生チョコレート|Ganache|ナマチョコレート|120|8|pieces5
板チョコレート|Chocolate Bar|イタチョコレート|850|60|rods
ボンボンショコラ|Bonbons|ボンボンショコラ|290|11|pieces`),
        },
      ],
    },
  ],
};
