/** Fruit, vegetables, rice and the pantry. One group a line; what stands behind `>` are kinds of it. */
export const PRODUCE = `
果物 = くだもの = フルーツ = fruit = fruits = 青果 = 水菓子 > りんご, みかん, 苺, メロン, 桃, 白桃, 梨, ぶどう, 柿, 果物籠, デコポン, ラ・フランス, apple, mandarin, melon, さくらんぼ, マンゴー
りんご = 林檎 = アップル = apple = apples = リンゴ > ふじりんご, 王林, つがる
みかん = 蜜柑 = 温州みかん = mandarin = mandarins = satsuma = mandarin orange = ミカン = tangerine > デコポン, せとか, 伊予柑
柑橘 = かんきつ = citrus > みかん, レモン, 柚子, デコポン, オレンジ, グレープフルーツ
デコポン = でこぽん = dekopon = 不知火 = しらぬい = sumo citrus
オレンジ = orange = oranges
レモン = 檸檬 = lemon = lemons
柚子 = ゆず = ユズ = yuzu = 柚 = 柚子胡椒
グレープフルーツ = grapefruit
苺 = いちご = イチゴ = ストロベリー = strawberry = strawberries > あまおう, とちおとめ, 紅ほっぺ
メロン = melon = melons = マスクメロン = マスカットメロン > 夕張メロン
桃 = もも = ピーチ = peach = peaches = 白桃 = はくとう = white peach = 黄桃
梨 = なし = 和梨 = pear = pears = japanese pear = 幸水 = 豊水 > ラ・フランス, 洋梨
洋梨 = 洋なし = ラ・フランス = ラフランス = la france = western pear
ぶどう = 葡萄 = グレープ = grape = grapes > シャインマスカット, 巨峰, ピオーネ, マスカット
シャインマスカット = shine muscat = マスカット = muscat
柿 = かき = 干し柿 = 干柿 = persimmon = persimmons = 富有柿
さくらんぼ = 桜桃 = チェリー = cherry = cherries = 佐藤錦
ブルーベリー = blueberry = blueberries
ラズベリー = 木苺 = フランボワーズ = raspberry = raspberries = framboise
ベリー = berry = berries > 苺, ラズベリー, ブルーベリー, strawberry, raspberry
マンゴー = mango = mangoes = マンゴ
バナナ = banana = bananas
パイナップル = パイン = pineapple
キウイ = キウイフルーツ = kiwi
いちじく = 無花果 = イチジク = fig = figs
梅 = うめ = ウメ = plum = ume = 梅の実 > 南高梅, 梅干し, 梅酒
梅干し = 梅干 = うめぼし = pickled plum = umeboshi = pickled plums
南高梅 = なんこううめ = nanko plum = 南高
あんず = 杏 = アプリコット = apricot
スイカ = 西瓜 = すいか = watermelon
野菜 = やさい = ベジタブル = vegetable = vegetables = veggie = veggies > トマト, 人参, 大根, 玉ねぎ, ほうれん草, じゃがいも, かぼちゃ, れんこん, 茄子, 小松菜, きゅうり, 白菜, たけのこ, 里芋
トマト = tomato = tomatoes = ミニトマト = プチトマト
人参 = にんじん = キャロット = carrot = carrots = ニンジン
大根 = だいこん = daikon = japanese radish = radish = ダイコン
玉ねぎ = 玉葱 = たまねぎ = オニオン = onion = onions = 新玉ねぎ
ねぎ = 葱 = 長ねぎ = 白ねぎ = leek = leeks = scallion = green onion > ねぎま
ほうれん草 = 法蓮草 = ほうれんそう = spinach = ホウレンソウ
じゃがいも = じゃが芋 = ジャガイモ = 馬鈴薯 = ポテト = potato = potatoes = 男爵 = メークイン
さつまいも = 薩摩芋 = さつま芋 = サツマイモ = 甘藷 = 焼き芋 = sweet potato = sweet potatoes = スイートポテト > 安納芋, 紅はるか
安納芋 = あんのういも = 安納いも = anno sweet potato = anno
里芋 = さといも = サトイモ = taro
芋 = いも = イモ > 安納芋, 里芋, さつまいも, じゃがいも, sweet potato
かぼちゃ = 南瓜 = カボチャ = パンプキン = pumpkin = squash
茄子 = なす = ナス = なすび = aubergine = eggplant
きゅうり = 胡瓜 = キュウリ = cucumber = cucumbers
キャベツ = 甘藍 = cabbage
白菜 = はくさい = chinese cabbage = napa cabbage
小松菜 = こまつな = komatsuna
菜の花 = なのはな = 菜花 = rapeseed = rape blossom = rapeseed greens
蕪 = かぶ = カブ = turnip = turnips
れんこん = 蓮根 = レンコン = lotus root = renkon
ごぼう = 牛蒡 = ゴボウ = burdock
たけのこ = 筍 = 竹の子 = タケノコ = bamboo shoot = bamboo shoots
きのこ = 茸 = キノコ = mushroom = mushrooms > 椎茸, しめじ, 松茸, まいたけ, shiitake
椎茸 = しいたけ = シイタケ = shiitake = 干し椎茸
松茸 = まつたけ = マツタケ = matsutake
とうもろこし = 玉蜀黍 = コーン = スイートコーン = corn = sweetcorn = maize
アボカド = アボガド = avocado
にら = 韮 = ニラ = chive = chives = garlic chives
生姜 = しょうが = ショウガ = 生薑 = ginger = ジンジャー = はじかみ
にんにく = 大蒜 = ニンニク = ガーリック = garlic
わさび = 山葵 = ワサビ = wasabi = horseradish
山椒 = さんしょう = サンショウ = sansho = japanese pepper > ちりめん山椒
唐辛子 = とうがらし = chili = chilli = 一味 = 七味 = 七味唐辛子 = seven spice = shichimi
胡椒 = こしょう = コショウ = ペッパー = pepper
枝豆 = えだまめ = edamame = ずんだ
豆 = まめ = ビーンズ = bean = beans = お豆 > 小豆, 黒豆, 大豆, 白小豆, 枝豆
黒豆 = くろまめ = black bean = black beans = 丹波黒
大豆 = だいず = soybean = soybeans = soy bean = 丸大豆
ひじき = 鹿尾菜 = hijiki
海藻 = seaweed = わかめ = 若布 = wakame > 海苔, 昆布, ひじき, 青のり, もずく
海苔 = のり = ノリ = nori = laver = 味付け海苔 = 焼き海苔
青のり = 青海苔 = あおのり = green laver = aonori
昆布 = こんぶ = コンブ = kombu = konbu = kelp = 出し昆布
鰹節 = かつお節 = かつおぶし = 削り節 = 花かつお = bonito = bonito flakes = katsuobushi
だし = 出汁 = 出し = dashi = 出汁パック = だしパック = stock = broth = soup stock = ダシ
調味料 = ちょうみりょう = seasoning = seasonings = condiment = condiments = sauce = ソース > 醤油, 味噌, ぽん酢, ドレッシング, だし, 酢, 塩
醤油 = しょうゆ = しょう油 = 正油 = 醬油 = ソイソース = soy sauce = soysauce = soy = shoyu > 丸大豆醤油
味噌 = みそ = ミソ = miso = 御味噌 > 白味噌, 赤味噌, 麹味噌
ぽん酢 = ポン酢 = ぽんず = ponzu = 柚子ぽん
酢 = お酢 = ビネガー = vinegar = 米酢 = 黒酢
塩 = しお = ソルト = salt = 食塩 = 天然塩
砂糖 = さとう = シュガー = sugar = 和三盆 = ざらめ = 双目糖
みりん = 味醂 = mirin
油 = オイル = oil = オリーブオイル = ごま油 = olive oil = sesame oil
ドレッシング = dressing = サラダドレッシング
マヨネーズ = mayonnaise = mayo
ジャム = jam = コンフィチュール = confiture = マーマレード = marmalade
漬物 = つけもの = お漬物 = 漬け物 = 香の物 = お新香 = 新香 = ピクルス = pickle = pickles = 浅漬け = ぬか漬け = 味噌漬け = tsukemono > 浅漬, ぬか漬, 梅干し, たくあん
浅漬け = 浅漬 = あさづけ = 一夜漬け = light pickle = light pickles = asazuke
ぬか漬け = 糠漬け = ぬか漬 = 糠漬 = rice bran pickle = rice bran pickles = nukazuke
たくあん = 沢庵 = takuan
キムチ = kimchi
佃煮 = つくだに = tsukudani
ふりかけ = 振りかけ = 振り掛け = furikake = rice seasoning
米 = こめ = お米 = rice = ライス = 白米 = コメ = 精米 = ごはん = ご飯 > コシヒカリ, つや姫, 玄米, もち米, ササニシキ, あきたこまち, koshihikari
コシヒカリ = こしひかり = 越光 = koshihikari
つや姫 = つやひめ = tsuyahime
玄米 = げんまい = brown rice = genmai
もち米 = 餅米 = 糯米 = もちごめ = mochi rice = glutinous rice = sticky rice
赤飯 = お赤飯 = おこわ = 強飯 = sekihan = red bean rice
麺 = めん = 麺類 = ヌードル = noodle = noodles > うどん, そば, そうめん, ラーメン, パスタ, 冷麦, udon, soba, somen
うどん = 饂飩 = udon = 稲庭うどん = 讃岐うどん
そば = 蕎麦 = おそば = soba = buckwheat = buckwheat noodles = 日本蕎麦
そうめん = 素麺 = 冷麦 = ひやむぎ = somen = 手延べそうめん
ラーメン = らーめん = 拉麺 = 中華そば = 中華麺 = ramen
手延べ = 手延 = てのべ = hand-stretched = hand stretched
小麦粉 = 小麦 = こむぎ = wheat = wheat flour = flour
缶詰 = 瓶詰 = canned = tinned = 保存食
`;
