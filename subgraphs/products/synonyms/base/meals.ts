/** Ready meals, meat, fish and what goes with them. One group a line; what stands behind `>` are kinds of it. */
export const MEALS = `
弁当 = べんとう = bento = bentos = lunch box = lunchbox = ランチボックス = ランチ = お昼ごはん > 御膳, 二段弁当, 幕の内, 重, 松花堂
御膳 = ごぜん = gozen = 松花堂 = 懐石弁当
重箱 = お重 = 重 = rice box > うな重, 天重, 牛重
おせち = おせち料理 = osechi = new year dishes = 正月料理
惣菜 = そうざい = お惣菜 = おかず = デリ = デリカ = deli = side dish = 副菜 = ready meals = delicatessen
寿司 = すし = 鮨 = 鮓 = sushi = おすし = お寿司 > 握り, ちらし寿司, 巻き寿司, 押し寿司, 手まり寿司, いなり寿司, nigiri, chirashi, maki
握り = にぎり = 握り寿司 = にぎり寿司 = nigiri = nigirizushi
ちらし寿司 = ちらし = ばらちらし = chirashi = ちらしずし = chirashizushi
巻き寿司 = 巻寿司 = のり巻き = 海苔巻き = 太巻き = 細巻き = 恵方巻 = 恵方巻き = maki = maki roll = maki rolls = sushi roll = rolls
いなり寿司 = 稲荷寿司 = おいなりさん = いなり = inari
押し寿司 = 押寿司 = バッテラ = pressed sushi = oshizushi
手まり寿司 = 手毬寿司 = 手鞠寿司 = temari = temari sushi
おにぎり = お握り = おむすび = 握り飯 = onigiri = rice ball
刺身 = お造り = 造り = さしみ = お刺身 = sashimi = 刺し身 = 刺し盛り
天ぷら = てんぷら = 天麩羅 = 天婦羅 = 天プラ = tempura = かき揚げ = tenpura
焼き鳥 = やきとり = 焼鳥 = ヤキトリ = yakitori = 串焼き = skewer = skewers = chicken skewer > ねぎま, つくね, 砂肝, 手羽先
つくね = 捏ね = tsukune = meatball = meatballs = 肉団子 = ミートボール
唐揚げ = からあげ = から揚げ = 空揚げ = karaage = fried chicken = フライドチキン
とんかつ = トンカツ = 豚カツ = カツ = tonkatsu = cutlet = カツレツ
フライ = 揚げ物 = fried food = fry > コロッケ, とんかつ, エビフライ, 唐揚げ, 春巻, 天ぷら, クリームコロッケ
コロッケ = croquette = croquettes = クロケット = クリームコロッケ
ハンバーグ = ハンバーグステーキ = hamburg steak = hamburg = salisbury steak = hamburger steak
ハンバーガー = バーガー = hamburger = burger
グラタン = gratin
キッシュ = quiche
サラダ = salad = salads
スープ = soup = 汁物 = お吸い物 = 吸い物
カレー = curry = カリー
シチュー = stew
パスタ = スパゲッティ = スパゲティ = pasta = spaghetti
ピザ = ピッツァ = pizza
煮物 = 煮付け = 炊き合わせ = simmered = nimono = 筑前煮 = 煮しめ
和え物 = 白和え = 胡麻和え = dressed salad = aemono
白和え = しらあえ = 白あえ = tofu dressing = shiraae
胡麻和え = ごま和え = ごまあえ = goma-ae = sesame dressing = gomaae
卵焼き = 玉子焼き = たまご焼き = だし巻き = 出汁巻き = 出し巻き卵 = tamagoyaki = omelette
茶碗蒸し = ちゃわんむし = chawanmushi
おでん = oden
鍋 = 鍋物 = お鍋 = hot pot = hotpot = nabe > すき焼き, しゃぶしゃぶ
すき焼き = すきやき = 鋤焼き = sukiyaki
しゃぶしゃぶ = shabu-shabu = shabushabu = shabu shabu
焼肉 = 焼き肉 = やきにく = bbq = barbecue = バーベキュー = yakiniku
ステーキ = steak = steaks = ビフテキ > サーロイン
サーロイン = sirloin
ローストビーフ = roast beef
餃子 = ぎょうざ = ギョーザ = gyoza = pot stickers = dumplings
焼売 = しゅうまい = シューマイ = シュウマイ = shumai = siumai = shaomai
春巻 = 春巻き = はるまき = spring roll = spring rolls = harumaki
肉まん = にくまん = 豚まん = 中華まん = 肉饅頭 = steamed bun = steamed buns = bao = あんまん
点心 = 飲茶 = dim sum = dimsum > 餃子, 焼売, 肉まん, 春巻
中華 = 中華料理 = 中国料理 = 中華惣菜 = chinese = chinese food > 餃子, 焼売, 春巻, 肉まん
洋食 = western food = 洋惣菜 = western deli > グラタン, ハンバーグ, キッシュ, クリームコロッケ
和食 = 日本料理 = 和惣菜 = japanese food = japanese deli = 和風惣菜
肉 = お肉 = meat = ミート = 精肉 > 牛肉, 豚肉, 鶏肉, 牛, beef, pork, chicken, 黒豚, 若鶏
牛肉 = ビーフ = beef = 牛 = ぎゅうにく = ぎゅう > 和牛, wagyu, 国産牛, 松阪牛, 神戸牛, 近江牛, 米沢牛, 飛騨牛
和牛 = わぎゅう = wagyu = 黒毛和牛 = ブランド牛 = 銘柄牛 > 松阪牛, 神戸牛, 近江牛, 米沢牛, 飛騨牛, 国産牛
松阪牛 = 松坂牛 = matsusaka beef = matsuzaka beef
神戸牛 = 神戸ビーフ = kobe beef
近江牛 = おうみぎゅう = omi beef
米沢牛 = よねざわぎゅう = yonezawa beef
飛騨牛 = ひだぎゅう = hida beef
豚肉 = ポーク = pork = 豚 = ぶたにく = ぶた > 黒豚, 十勝豚, black pork
黒豚 = くろぶた = kurobuta = black pork = berkshire
鶏肉 = とり肉 = 鳥肉 = チキン = chicken = とりにく = けいにく = 鶏 = 若鶏 = 地鶏 > 名古屋コーチン, 焼き鳥, ささみ, もも肉, 手羽先
鴨 = 鴨肉 = かも = duck = 合鴨
羊肉 = ラム = ラム肉 = マトン = ジンギスカン = lamb = mutton
ひき肉 = 挽き肉 = 挽肉 = 引き肉 = ミンチ = mince = minced meat = ground meat = ground beef = ground pork
切り落とし = 切落し = こま切れ = 小間切れ = offcut = offcuts
ソーセージ = ウインナー = ウィンナー = フランクフルト = sausage = sausages
ハム = ham = 生ハム = prosciutto
ベーコン = bacon
魚 = さかな = お魚 = 鮮魚 = フィッシュ = fish = seafood = シーフード = 海鮮 = 魚介 > 鮭, 銀鮭, 真鯛, 鯛, ぶり, さば, 鯖, まぐろ, 金目鯛, 銀だら, さわら, 刺身, 切り身
切り身 = 切身 = fillet = fillets = filet
鮭 = さけ = しゃけ = シャケ = サーモン = salmon = 銀鮭 = 紅鮭 = 秋鮭 = サケ
いくら = イクラ = 筋子 = すじこ = salmon roe = ikura = roe
たらこ = 明太子 = めんたいこ = 辛子明太子 = mentaiko = tarako = cod roe
数の子 = かずのこ = herring roe = kazunoko
まぐろ = 鮪 = ツナ = tuna = 本まぐろ = 本鮪 = maguro > 中トロ, 大トロ, とろ
鯛 = たい = 真鯛 = まだい = sea bream = tai > 金目鯛
金目鯛 = 金目 = きんめだい = kinmedai = splendid alfonsino = alfonsino
ぶり = 鰤 = はまち = 魬 = yellowtail = buri = hamachi
さば = 鯖 = しめ鯖 = しめさば = 〆鯖 = mackerel = saba = cured mackerel
あじ = 鯵 = horse mackerel = aji
いわし = 鰯 = sardine = sardines
さんま = 秋刀魚 = saury = sanma
さわら = 鰆 = spanish mackerel = sawara
たら = 鱈 = cod = 銀だら = 銀鱈 = black cod = ぎんだら
ひらめ = 平目 = 鮃 = flounder = かれい = 鰈
ふぐ = 河豚 = fugu = pufferfish = てっさ
うなぎ = 鰻 = eel = unagi = 蒲焼 = 蒲焼き = かば焼き = うな重 = うな丼
穴子 = あなご = アナゴ = conger = conger eel = anago
えび = 海老 = エビ = 蝦 = shrimp = shrimps = prawn = prawns = ebi > 伊勢海老, 車海老, 桜えび, 甘えび
伊勢海老 = 伊勢えび = lobster = ロブスター = spiny lobster
かに = 蟹 = カニ = crab = kani = ずわい蟹 = タラバガニ = 毛蟹 = crabs
いか = 烏賊 = イカ = squid = ika = するめ = calamari
たこ = 蛸 = 章魚 = タコ = octopus = tako
ほたて = 帆立 = 帆立貝 = ホタテ = scallop = scallops = hotate
牡蠣 = カキフライ = oyster = oysters = オイスター
あわび = 鮑 = abalone = awabi
うに = 雲丹 = 海胆 = sea urchin = uni
貝 = 貝類 = shellfish = clam = clams > あさり, はまぐり, ほたて, 牡蠣
あさり = 浅蜊 = clam = clams = asari
はまぐり = 蛤 = hamaguri
しらす = ちりめん = ちりめんじゃこ = じゃこ = whitebait = baby sardine = shirasu = 釜揚げしらす > ちりめん山椒
干物 = ひもの = 開き = dried fish
西京漬 = 西京漬け = 西京焼き = 味噌漬 = saikyo = saikyo miso
味噌煮 = みそ煮 = simmered in miso
かまぼこ = 蒲鉾 = 練り物 = ちくわ = 竹輪 = はんぺん = fish cake = fishcake = kamaboko
燻製 = スモーク = smoked = スモークサーモン
豆腐 = とうふ = お豆腐 = tofu = 湯葉 = ゆば = 厚揚げ = 油揚げ
納豆 = なっとう = natto
卵 = 玉子 = たまご = エッグ = egg = eggs = 鶏卵
チーズ = cheese = フロマージュ = ナチュラルチーズ
ヨーグルト = yogurt = yoghurt
牛乳 = ミルク = milk
生クリーム = クリーム = cream
`;
