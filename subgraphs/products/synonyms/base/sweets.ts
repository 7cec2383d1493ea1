/** Sweets and bread. One group a line; what stands behind `>` are kinds of it. */
export const SWEETS = `
スイーツ = 菓子 = おかし = 甘味 = 甘い物 = デザート = sweets = confectionery = dessert = おやつ = スナック > 和菓子, 洋菓子, ケーキ, チョコレート, 焼き菓子, 饅頭, 大福, クッキー
和菓子 = japanese sweets = wagashi = 生菓子 = 和スイーツ > 饅頭, 大福, 羊羹, 最中, 団子, きんつば, どら焼き, 煎餅, 落雁, 上生菓子
洋菓子 = western sweets = patisserie = 洋スイーツ = パティスリー > ケーキ, クッキー, フィナンシェ, マドレーヌ, チョコレート
どら焼き = どらやき = 銅鑼焼き = dorayaki = 三笠 = 三笠焼き
饅頭 = まんじゅう = manju = 蒸し饅頭 > 酒饅頭, 利休饅頭, 薯蕷饅頭
大福 = だいふく = daifuku = 大福餅 > いちご大福, 豆大福, 塩大福
餅 = もち = mochi = お餅 = rice cake > 羽二重餅, 柏餅, 桜餅, わらび餅, 葛餅, 切り餅, 大福
桜餅 = さくらもち = sakura mochi > 道明寺, 長命寺
柏餅 = かしわもち = kashiwa mochi
草餅 = よもぎ餅 = 蓬餅 = kusa mochi = mugwort mochi
わらび餅 = 蕨餅 = warabi mochi
葛餅 = くずもち = 久寿餅 = kuzumochi > 水まんじゅう
きんつば = 金鍔 = kintsuba
団子 = だんご = dango = dumpling > みたらし団子, 三色団子, 月見団子
最中 = もなか = monaka
羊羹 = ようかん = 羊かん = yokan > 水羊羹
水羊羹 = 水ようかん = mizu yokan
ういろう = 外郎 = ういろ = uiro
カステラ = かすてら = castella = kasutera
煎餅 = せんべい = お煎餅 = おせんべい = senbei = rice cracker = rice crackers = 米菓 > あられ, おかき, かきもち, arare, okaki
あられ = 霰 = arare
おかき = かきもち = 欠き餅 = okaki
落雁 = らくがん = 干菓子 = rakugan
金平糖 = こんぺいとう = コンペイトウ = konpeito
かりんとう = 花林糖 = karinto
たい焼き = たいやき = 鯛焼き = taiyaki
今川焼き = 大判焼き = 回転焼き = imagawayaki
おはぎ = ぼたもち = 牡丹餅 = お萩 = ohagi = botamochi
甘納豆 = あまなっとう = amanatto
お汁粉 = おしるこ = しるこ = ぜんざい = 善哉 = zenzai = oshiruko = shiruko
あんみつ = 餡蜜 = anmitsu
ところてん = 心太 = tokoroten
あん = 餡 = あんこ = 餡子 = anko = red bean paste = bean paste > 小倉, つぶあん, こしあん, 粒餡, 漉し餡, red bean, 白あん
つぶあん = 粒餡 = 粒あん = つぶ餡 = chunky red bean
こしあん = 漉し餡 = こし餡 = smooth red bean
小豆 = あずき = azuki = adzuki = red bean = red beans = アズキ > 小倉, つぶあん, こしあん
小倉 = おぐら = ogura
栗 = くり = マロン = chestnut = marron = kuri > 和栗, モンブラン
モンブラン = mont blanc = montblanc
抹茶 = まっちゃ = matcha = maccha = green tea powder > 宇治抹茶
きな粉 = 黄粉 = きなこ = kinako = soybean flour
黒糖 = こくとう = 黒砂糖 = brown sugar = kokuto
黒蜜 = くろみつ = kuromitsu = brown sugar syrup
蜂蜜 = はちみつ = ハチミツ = honey = ハニー
メープル = メイプル = maple = maple syrup = 楓
胡麻 = ごま = ゴマ = sesame > 黒ごま, 白ごま, 黒胡麻, 白胡麻
桜 = さくら = cherry blossom = sakura = サクラ
よもぎ = 蓬 = mugwort = yomogi
ケーキ = cake = cakes = 洋生菓子 = ガトー = gateau > ショートケーキ, チーズケーキ, ロールケーキ, パウンドケーキ, ムースケーキ, ミルクレープ, タルト, デコレーションケーキ, shortcake, cheesecake
ショートケーキ = shortcake = いちごショート > 苺ショート
チーズケーキ = cheesecake = cheese cake = フロマージュ > レアチーズ, ベイクドチーズ
ロールケーキ = roll cake = swiss roll = スイスロール
バースデーケーキ = birthday cake = 誕生日ケーキ = お誕生日ケーキ = デコレーションケーキ > ショートケーキ, チーズケーキ, ムースケーキ, ロールケーキ, ミルクレープ
クリスマスケーキ = christmas cake = ノエル = ブッシュドノエル > ショートケーキ, ムースケーキ
ミルクレープ = mille crepe = mille crepes = crepe cake = クレープケーキ
クレープ = crepe
ムース = mousse > ムースケーキ
タルト = tart = tarte
シュークリーム = シュー = cream puff = choux = choux cream = エクレア = eclair
プリン = プディング = pudding = purin = custard pudding
ゼリー = jelly = ジュレ = gelee = jellies > 寒天, フルーツゼリー
アイス = アイスクリーム = ice cream = icecream = gelato = ジェラート = ソルベ = シャーベット = sorbet
パウンドケーキ = pound cake = バターケーキ = cake loaf
バームクーヘン = バウムクーヘン = バウム = baumkuchen
マドレーヌ = madeleine = madeleines
フィナンシェ = financier = financiers
焼き菓子 = 焼菓子 = baked sweets = baked goods = 焼き菓子セット > クッキー, マドレーヌ, フィナンシェ, パウンドケーキ, サブレ, ガレット, バームクーヘン
クッキー = cookie = cookies = ビスケット = biscuit = biscuits > サブレ, ガレット, サブレー, ショートブレッド, shortbread
サブレ = サブレー = sable = sables
ガレット = galette
マカロン = macaron = macarons
ラスク = rusk
ワッフル = waffle
パイ = pie > アップルパイ, ミルフィーユ
ドーナツ = ドーナッツ = doughnut = donut = donuts
チョコレート = チョコ = ショコラ = chocolate = chocolat = choco = chocolates > トリュフ, 生チョコレート, ガナッシュ, ボンボンショコラ, truffle, ganache, bonbon, カカオ
トリュフ = truffle = truffles
生チョコレート = 生チョコ = ガナッシュ = ganache = nama chocolate
ボンボンショコラ = ボンボン = bonbon = bonbons = プラリネ = praline
板チョコ = 板チョコレート = chocolate bar = タブレット = tablet
カカオ = ココア = cacao = cocoa
キャラメル = カラメル = caramel
飴 = あめ = キャンディ = キャンディー = candy > のど飴
グミ = gummy = gummies
ポップコーン = popcorn
ナッツ = nuts = 木の実 > アーモンド, くるみ, カシューナッツ, ピスタチオ, ヘーゼルナッツ, ピーナッツ, 落花生
アーモンド = almond = almonds
くるみ = 胡桃 = クルミ = walnut = walnuts
ピーナッツ = 落花生 = peanut = peanuts = 南京豆
ピスタチオ = pistachio
ヘーゼルナッツ = ノワゼット = hazelnut = noisette = hazelnuts
カスタード = custard
バター = butter = 発酵バター
塩キャラメル = salted caramel
バニラ = ヴァニラ = vanilla
シナモン = 肉桂 = ニッキ = cinnamon
パン = bread = ベーカリー = bakery = ブレッド = ブーランジェリー > 食パン, 菓子パン, 惣菜パン, バゲット, ベーグル, クロワッサン, カンパーニュ, デニッシュ, ドーナツ, baguette, bagel, bagels
食パン = しょくぱん = sandwich loaf = toast = トースト = loaf = 角食 = 山食 = loaf bread = white bread
バゲット = フランスパン = baguette = french bread = バタール
ベーグル = bagel = bagels
カンパーニュ = 田舎パン = campagne = country bread
クロワッサン = croissant = croissants
デニッシュ = danish = danish pastry = danishes
菓子パン = 菓子ぱん = sweet bun = sweet bread = buns = あんぱん = メロンパン
あんパン = あんぱん = 餡パン = anpan = red bean bun = つぶあんパン
惣菜パン = 調理パン = savoury bread = savory bun = カレーパン
サンドイッチ = サンドウィッチ = サンド = sandwich = sandwiches
全粒粉 = wholewheat = whole wheat = wholegrain = whole grain = ホールウィート
米粉 = こめこ = rice flour
レーズン = 干しぶどう = ぶどうパン = raisin = raisins
`;
