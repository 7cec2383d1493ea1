/** Presents and occasions. One group a line; what stands behind `>` are kinds of it. */
export const OCCASIONS = `
ギフト = 贈り物 = プレゼント = 贈答 = 贈答品 = 贈答用 = 進物 = ご進物 = gift = gifts = present = presents = 手土産 = ギフトセット = gift set = gift sets > 詰合せ, 御中元, 御歳暮, 内祝, 御祝, 御礼
詰合せ = 詰め合わせ = 詰合わせ = アソート = assortment = assorted = セット = set = アソートメント = ハンパー = hamper
お中元 = 御中元 = 中元 = おちゅうげん = midsummer = midsummer gift = summer gift = サマーギフト = 夏ギフト = 暑中見舞い = ochugen = chugen
お歳暮 = 御歳暮 = 歳暮 = おせいぼ = year-end = year-end gift = year end gift = winter gift = ウィンターギフト = 冬ギフト = oseibo = seibo
内祝い = 内祝 = うちいわい = 出産内祝い = 結婚内祝い = return gift = uchiiwai = お返し = 引き出物 = 引出物 = 香典返し
お祝い = 御祝 = 祝い = お祝 = おいわい = celebration = congratulations = 祝い菓子 = 結婚祝い = 出産祝い = 快気祝い > 内祝
お礼 = 御礼 = 謝礼 = thank-you = thank you = thanks = thankyou
果物籠 = フルーツ籠 = フルーツバスケット = 果物かご = フルーツかご = 盛籠 = fruit basket = フルーツギフト
焼き菓子詰合せ = 焼き菓子ギフト = 焼き菓子セット = baked sweets assortment = クッキー缶 = クッキー詰合せ
和菓子詰合せ = 和菓子ギフト = 和菓子セット = wagashi assortment = 和菓子詰め合わせ
銘茶詰合せ = お茶ギフト = お茶セット = tea assortment = tea gift
お土産 = おみやげ = みやげ = souvenir = 手土産
季節 = 旬 = シーズン = seasonal = 季節限定
誕生日 = バースデー = バースデイ = birthday = 生誕 = バースディ
母の日 = mothers day = mother's day = カーネーション > 花束, 紅茶
父の日 = fathers day = father's day > 日本酒, ビール, 焼酎
敬老の日 = respect for the aged day = 敬老 > 和菓子, 銘茶
クリスマス = christmas = xmas = ノエル = noel > クリスマスケーキ, ショートケーキ
バレンタイン = バレンタインデー = valentine = valentines > チョコレート, ショコラ
ホワイトデー = white day > クッキー, マカロン
正月 = お正月 = 新年 = 迎春 = new year
ひな祭り = 雛祭り = 桃の節句 = hinamatsuri
供え = お供え = 御供 = お供え物 = 仏事 = 法事
のし = 熨斗 = noshi
ラッピング = 包装 = wrapping = gift wrap
`;
