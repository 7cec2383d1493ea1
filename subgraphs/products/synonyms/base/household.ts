/** Tableware, clothes and the house. One group a line; what stands behind `>` are kinds of it. */
export const HOUSEHOLD = `
食器 = 器 = うつわ = テーブルウェア = 陶器 = 磁器 = 陶磁器 = 焼き物 = やきもの = tableware = dishes = ceramics = pottery = porcelain > 皿, 小鉢, 湯呑, マグカップ, 丸皿, 角皿, ぐい呑, 茶碗
皿 = お皿 = さら = プレート = plate = plates = dish > 丸皿, 角皿, 小皿, 大皿
丸皿 = まるざら = round plate = 丸い皿
角皿 = かくざら = square plate = 四角い皿
鉢 = はち = ボウル = ボール = bowl = bowls > 小鉢, 大鉢, 丼
小鉢 = こばち = small bowl
茶碗 = ちゃわん = お茶碗 = 飯碗 = rice bowl
丼 = どんぶり = donburi
湯呑 = 湯のみ = 湯呑み = 湯飲み = ゆのみ = 湯呑茶碗 = tea cup = teacup = teacups = tea cups = yunomi
マグカップ = マグ = mug = mugs = コーヒーカップ = coffee cup = カップ = coffee mug
カップ = コップ = cup = cups = グラス = glass > マグカップ, 湯呑, ぐい呑
ぐい呑 = ぐい呑み = ぐいのみ = 盃 = さかずき = おちょこ = お猪口 = 猪口 = 酒器 = sake cup = guinomi = 徳利 = sake set
急須 = きゅうす = ティーポット = teapot = tea pot
箸 = はし = お箸 = チョップスティック = chopstick = chopsticks = おはし = 夫婦箸 = ハシ
夫婦 = めおと = ペア = pair
重箱 = jubako
鍋釜 = フライパン = frying pan = cookware = 調理器具
包丁 = ナイフ = knife = 庖丁
まな板 = cutting board
有田焼 = 有田 = arita = arita ware
美濃焼 = 美濃 = mino = mino ware
益子焼 = 益子 = mashiko = mashiko ware
藍 = 藍色 = インディゴ = indigo = 藍染 = 藍染め
花柄 = 花文 = 花模様 = flower pattern = floral
縞 = 縞模様 = ストライプ = ボーダー = stripe = striped = しましま = stripes
染付 = そめつけ = 染め付け = blue and white = blue-and-white = sometsuke
服 = 洋服 = 衣料 = 衣類 = 衣服 = アパレル = clothes = clothing = apparel = fashion = ファッション > シャツ, ブラウス, ワンピース, ジャケット, カーディガン, パンツ, ポロシャツ, パーカー
婦人服 = レディース = レディス = 女性服 = womens = women's = ladies = 婦人 = women = 女性用
紳士服 = メンズ = 男性服 = mens = men's = 紳士 = gentlemen = 男性用
子供服 = キッズ = こども服 = 子ども服 = ベビー服 = kids = children = children's = childrens = kids clothes = 子供 = こども = 子ども
ワイシャツ = yシャツ = ドレスシャツ = カッターシャツ = dress shirt = business shirt > オックスフォードシャツ, コットンシャツ, リネンシャツ, シャツ, shirt
シャツ = shirt = shirts > ワイシャツ, ポロシャツ, tシャツ, ブラウス
tシャツ = ティーシャツ = t-shirt = t-shirts = tee = t shirt = tshirts = カットソー
ポロシャツ = polo shirt = polo = ポロ
ブラウス = blouse = blouses
カーディガン = cardigan = カーデ
セーター = ニット = sweater = knit = jumper = pullover
ワンピース = ドレス = dress = dresses = one-piece
スカート = skirt
パンツ = ズボン = スラックス = trousers = pants = slacks = ワイドパンツ = ボトムス
ジャケット = 上着 = ブレザー = jacket = jackets = blazer = アウター
コート = coat = 外套
スーツ = suit = 背広
パーカー = フーディー = hoodie = hoodies = hooded sweatshirt = スウェット
パジャマ = 寝巻き = 寝間着 = ルームウェア = 部屋着 = pajamas = pyjamas = pyjama = nightwear = sleepwear = ナイトウェア
靴下 = くつした = ソックス = sock = socks = 五本指靴下
五本指靴下 = 5本指ソックス = 5本指靴下 = 五本指ソックス = toe socks
手袋 = てぶくろ = グローブ = glove = gloves
ストール = マフラー = ショール = スカーフ = stole = scarf = shawl = muffler = 襟巻き
帽子 = ハット = キャップ = hat = cap
傘 = かさ = 雨傘 = 日傘 = umbrella = parasol = 折り畳み傘
ハンカチ = handkerchief = ハンカチーフ
鞄 = かばん = バッグ = bag = bags = カバン = ハンドバッグ = トート
財布 = wallet = purse
ベルト = belt
ネクタイ = tie = necktie
絹 = きぬ = シルク = silk = シルク混
麻 = あさ = リネン = linen = hemp = 亜麻
綿 = コットン = cotton = 木綿
ウール = 羊毛 = wool = メリノ = メリノウール = merino
カシミヤ = カシミア = cashmere
ガーゼ = gauze
タオル = たおる = 手ぬぐい = 手拭い = てぬぐい = tenugui = towel = towels = バスタオル = フェイスタオル = bath towel = ハンドタオル > 今治タオル
今治タオル = 今治 = いまばりタオル = imabari = imabari towel
毛布 = もうふ = ブランケット = blanket = blankets = ひざ掛け = 膝掛け = throw
寝具 = bedding = ベッド = bed > 毛布, ブランケット, シーツ, 枕
布団 = ふとん = 蒲団 = futon = 掛け布団
枕 = まくら = ピロー = pillow
文房具 = 文具 = ステーショナリー = stationery = ぶんぼうぐ = 筆記具 > 便箋, 万年筆, 御朱印帳, 封筒
便箋 = 便せん = びんせん = レターセット = letter paper = letter set = レターペーパー = 手紙
万年筆 = まんねんひつ = fountain pen = ペン = pen = pens = 筆記用具
御朱印帳 = 朱印帳 = ごしゅいんちょう = goshuincho = stamp book = shrine stamp book
和紙 = わし = washi = japanese paper
ノート = 手帳 = notebook = diary
花 = はな = お花 = フラワー = flower = flowers = 生花 > 薔薇, バラ, 百合, かすみ草, 花束, アレンジメント
花束 = はなたば = ブーケ = bouquet = bouquets
アレンジメント = フラワーアレンジメント = フラワーアレンジ = flower arrangement = arrangement = アレンジ = 盛り花
薔薇 = バラ = ばら = ローズ = rose = roses
百合 = ゆり = ユリ = リリー = lily = lilies = カサブランカ
かすみ草 = カスミソウ = 霞草 = gypsophila = baby's breath
カーネーション = carnation
ひまわり = 向日葵 = sunflower
蘭 = 胡蝶蘭 = orchid
観葉植物 = 鉢植え = plant = 植物
線香 = お香 = incense = 香
ろうそく = 蝋燭 = キャンドル = candle = candles
石鹸 = せっけん = ソープ = soap
くま = 熊 = 熊さん = くまさん = bear = ベア = テディベア
どんぐり = acorn
白 = 白色 = ホワイト = white
黒 = 黒色 = ブラック = black
赤 = 赤色 = レッド = red
青 = 青色 = ブルー = blue
紺 = 紺色 = ネイビー = navy
灰色 = グレー = grey = gray
黄色 = 黄 = イエロー = yellow
ピンク = 桃色 = pink
緑 = 緑色 = グリーン = green
`;
