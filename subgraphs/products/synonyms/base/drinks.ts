/** Tea, coffee and alcohol. One group a line; what stands behind `>` are kinds of it. */
export const DRINKS = `
飲み物 = 飲料 = のみもの = ドリンク = drink = drinks = beverage = beverages > お茶, コーヒー, 紅茶, ジュース
茶 = お茶 = ティー = tea = teas = 銘茶 > 緑茶, 煎茶, 玉露, ほうじ茶, 玄米茶, 抹茶, 紅茶, 日本茶, 烏龍茶
緑茶 = りょくちゃ = 日本茶 = グリーンティー = green tea = japanese tea = greentea > 煎茶, 玉露, 玄米茶, 抹茶, ほうじ茶, 新茶, sencha, gyokuro
煎茶 = せんちゃ = sencha = 深蒸し茶 = 新茶
玉露 = ぎょくろ = gyokuro
ほうじ茶 = 焙じ茶 = ほうじちゃ = hojicha = houjicha = roasted tea = roasted green tea = ほうじ
玄米茶 = げんまいちゃ = genmaicha = genmai tea
番茶 = ばんちゃ = bancha
烏龍茶 = ウーロン茶 = oolong = oolong tea
麦茶 = むぎちゃ = barley tea = mugicha
ジャスミン茶 = jasmine tea = さんぴん茶
ハーブティー = herb tea = herbal tea = カモミール
紅茶 = こうちゃ = ブラックティー = black tea = english tea = 和紅茶 > ダージリン, アッサム, アールグレイ, ウバ, セイロン, darjeeling, assam, earl grey
和紅茶 = わこうちゃ = 国産紅茶 = japanese black tea
ダージリン = darjeeling
アッサム = assam
アールグレイ = earl grey = earlgrey = ベルガモット
ティーバッグ = ティーパック = ティーバック = tea bag = tea bags = teabag = teabags
茶葉 = リーフティー = loose leaf = tea leaves = leaf tea
コーヒー = 珈琲 = こーひー = coffee = カフェ = cafe = コーヒー豆 = 珈琲豆 = coffee beans = 自家焙煎 > ドリップバッグ, drip bags, 浅煎り珈琲, 深煎り珈琲, エスプレッソ, ドリップコーヒー
ドリップバッグ = ドリップパック = ドリップコーヒー = ドリップ = drip bag = drip bags = drip coffee = drip
浅煎り = 浅煎 = light roast = ライトロースト
深煎り = 深煎 = dark roast = ダークロースト = フレンチロースト
エスプレッソ = espresso
カフェオレ = カフェラテ = ラテ = latte = cafe au lait
カフェインレス = デカフェ = decaf = ノンカフェイン
ジュース = juice = 果汁 = フルーツジュース
水 = ミネラルウォーター = mineral water = water
炭酸 = 炭酸水 = スパークリング = sparkling = ソーダ = 発泡 = 泡
甘酒 = あまざけ = amazake
酒 = お酒 = アルコール = alcohol = liquor = 酒類 = booze > 日本酒, ワイン, ビール, 焼酎, ウイスキー, リキュール, 純米酒, sake, 梅酒, 地酒
日本酒 = さけ = にほんしゅ = 清酒 = sake = 地酒 = japanese sake = nihonshu = 冷酒 = 吟醸 > 純米大吟醸, 純米吟醸, 特別純米, 生酒, にごり酒, 大吟醸, 純米酒
純米大吟醸 = 大吟醸 = junmai daiginjo = daiginjo
純米吟醸 = junmai ginjo = 吟醸酒 = ginjo
純米酒 = 純米 = 特別純米 = junmai = tokubetsu junmai > 純米吟醸, 純米大吟醸
生酒 = なまざけ = 生原酒 = namazake
にごり酒 = 濁り酒 = どぶろく = nigori = nigorizake = cloudy sake
焼酎 = しょうちゅう = shochu = 芋焼酎 = 麦焼酎 = 本格焼酎 = 古酒
芋焼酎 = いも焼酎 = sweet potato shochu
麦焼酎 = むぎ焼酎 = barley shochu
泡盛 = あわもり = awamori
梅酒 = うめしゅ = plum wine = plum liqueur = umeshu > 南高梅リキュール
リキュール = liqueur = liqueurs = 果実酒 = カクテル
果実酒 = かじつしゅ = fruit liqueur = fruit wine > 梅酒, リキュール, 柚子リキュール
ワイン = 葡萄酒 = ぶどう酒 = wine = wines = vin = ヴァン > 赤ワイン, 白ワイン, スパークリングワイン
赤ワイン = レッドワイン = red wine = redwine = vin rouge = 赤葡萄酒 > メルロー, merlot, マスカット・ベーリーA, ピノ・ノワール, カベルネ, カベルネ・ソーヴィニヨン, シラー, muscat bailey, pinot noir, cabernet, ボルドー
白ワイン = ホワイトワイン = white wine = whitewine = vin blanc = 白葡萄酒 > シャルドネ, chardonnay, 甲州ワイン, 甲州樽熟成ワイン, ソーヴィニヨン・ブラン, リースリング, koshu wine, koshu barrel-aged wine
ロゼ = ロゼワイン = rose wine
スパークリングワイン = シャンパン = シャンパーニュ = シャンペン = champagne = sparkling wine > sparkling, スパークリング, 泡
メルロー = メルロ = merlot
シャルドネ = chardonnay
ピノ・ノワール = ピノノワール = ピノ = pinot noir = pinot
マスカット・ベーリーA = ベーリーa = マスカットベリーa = muscat bailey a = muscat bailey = bailey
甲州 = こうしゅう = koshu
ビール = 麦酒 = ビア = beer = beers = 地ビール = クラフトビール = craft beer = 発泡酒 > エール, ラガー, ピルスナー, ale, lager
エール = ale = ペールエール = ipa
黒ビール = dark beer = スタウト = stout = 黒クラフトビール = 黒エール
ウイスキー = ウィスキー = whisky = whiskey
ブランデー = コニャック = brandy = cognac
ノンアルコール = ノンアル = non-alcoholic = alcohol free
おつまみ = つまみ = 肴 = 酒の肴 = あて = snacks for drinks > チーズ, 佃煮, 漬物, ナッツ, あられ
`;
