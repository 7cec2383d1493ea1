import { DEPARTMENTS, demoCatalogue } from './catalogue.ts';

/** What a maker or counter tells of itself. */
export interface DemoBrand {
  readonly nameJa: string;
  readonly nameKana: string;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
}

/** Everybody whose things the demo shop sells. */
export function demoBrands(): DemoBrand[] {
  const shelves = new Map(
    DEPARTMENTS.flatMap((department) => department.shelves.map((shelf) => [shelf.slug, shelf])),
  );
  const products = Map.groupBy(demoCatalogue().products, ({ brand }) => brand);
  return [...products].map(([nameJa, own]) => {
    const sold = [...new Set(own.map(({ categorySlug }) => categorySlug))].map((slug) => shelves.get(slug)!);
    const ja = sold.map((shelf) => shelf.ja).join('、');
    const en = sold.map((shelf) => shelf.en).join(', ');
    return {
      nameJa,
      nameKana: READINGS.get(nameJa) ?? nameJa,
      descriptionJa: `**${nameJa}**の売り場では、${ja}を取りそろえています。`,
      descriptionEn: `At the counter of **${own[0]!.brandEn}** you find ${en}.`,
    };
  });
}

/** Of names that are not written in katakana. */
const READINGS = new Map(
  `点心舗 福来|テンシンホ フクライ
日本橋 弁松亭|ニホンバシ ベンマツテイ
果樹園倶楽部|カジュエンクラブ
おばんざい 花ぐるま|オバンザイ ハナグルマ
浅草田中屋|アサクサタナカヤ
味彩|アジサイ
益子 陽だまり窯|マシコ ヒダマリガマ
焼鳥 とり辰|ヤキトリ トリタツ
丸玄|マルゲン
瀬戸内調味料|セトウチチョウミリョウ
花月庵|カゲツアン
小倉山本舗|オグラヤマホンポ
宇治 香園堂|ウジ コウエンドウ
製麺所 風見|セイメンジョ カザミ
精肉 牛若|セイニク ウシワカ
珈琲焙煎所 月と豆|コーヒーバイセンジョ ツキトマメ
銀座テーラー樹|ギンザテーラーイツキ
サラダ工房 あおば|サラダコウボウ アオバ
銀の匙洋菓子店|ギンノサジヨウガシテン
レモンの木|レモンノキ
雪椿酒造|ユキツバキシュゾウ
信州ヴィンヤード|シンシュウヴィンヤード
隅田川ブルワリー|スミダガワブルワリー
青果 山城屋|セイカ ヤマシロヤ
清水菓寮|シミズカリョウ
カカオ工房 森|カカオコウボウ モリ
日向蒸溜所|ヒュウガジョウリュウショ
佃煮 浜源|ツクダニ ハマゲン
旬菜厨房 みのり|シュンサイチュウボウ ミノリ
魚河岸 大漁|ウオガシ タイリョウ
リリアン東京|リリアントウキョウ
花舗 野の花|カホ ノノハナ
漬物処 西陣|ツケモノドコロ ニシジン
ちいさな森|チイサナモリ
鮨 汐見|スシ シオミ
浜の台所|ハマノダイドコロ
江戸前 辰巳|エドマエ タツミ
産直 八百春|サンチョク ヤオハル
京菜味 まつえ|キョウサイミ マツエ
米富米菓|ヨネトミベイカ
鶴屋宗久|ツルヤソウキュウ
すし処 かもめ|スシドコロ カモメ
醸造元 石蔵|ジョウゾウモト イシグラ
文具の墨田|ブングノスミダ
山翠園|サンスイエン
だし屋 鰹乃蔵|ダシヤ カツオノクラ
茶舗 若葉|チャホ ワカバ
グリル樫の木|グリルカシノキ
松風堂|ショウフウドウ
こぐま洋品店|コグマヨウヒンテン
翠華楼|スイカロウ
有田 青磁窯|アリタ セイジガマ
瑞雲酒造|ズイウンシュゾウ
肉匠 榊|ニクショウ サカキ
喫茶 白樺|キッサ シラカバ
千鳥川酒造|チドリガワシュゾウ
麦の丘|ムギノオカ
綿屋 眠り堂|ワタヤ ネムリドウ
薩摩 黒潮酒造|サツマ クロシオシュゾウ
米穀 千石屋|ベイコク センゴクヤ
パン工房 ひなた|パンコウボウ ヒナタ
甲州 葡萄の森|コウシュウ ブドウノモリ
傘と布 雨音|カサトヌノ アマオト
蔵元 北斗|クラモト ホクト
奈良くつした工房|ナラクツシタコウボウ
美濃 土岐窯|ミノ トキガマ
今治 白波タオル|イマバリ シラナミタオル`
    .split('\n')
    .map((line) => line.split('|') as [string, string]),
);
