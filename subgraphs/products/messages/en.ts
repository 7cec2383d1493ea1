import type { ProductMessages } from './ja.ts';

export const en = {
  slugTaken: ({ slug }) => `Another category is called ${slug}`,
  skuTaken: ({ sku }) => `Another variant has the article number ${sku}`,
  uploadUnusable: {
    EXPIRED: 'The time of this upload is over: begin another one',
    USED: 'This upload is a picture already',
    NOT_RECEIVED: 'The picture has not arrived, or has another size than was said',
  },

  allowed: {
    picturesAtMost: (most) => `a product with less than ${most} pictures`,
    everyPictureOnce: 'every picture of the product, each once',
    slug: '1 to 60 lower-case letters, digits and -',
    sku: '1 to 40 characters A-Z, 0-9 and -',
    reading: ({ min, max }) => `${min} to ${max} characters: katakana, Latin letters, digits and punctuation`,
    newStatus: 'DRAFT or ACTIVE',
    statusAfter: ({ from, allowed }) => `${allowed.join(' or ')} after ${from}`,
    variants: (most) => `1 to ${most} variants`,
    options: '0 to 3 options',
    optionValues: '1 to 50 values',
    price: '1 to 10,000,000 yen',
    weight: '0 to 1,000,000 grams',
    pieces: (most) => `1 to ${most} pieces`,
    skuOnce: 'each article number once',
    combinationOnce: 'each combination of option values once',
    variantsAtMost: (most) => `at most ${most} variants of a product`,
    valuesAtMost: (most) => `at most ${most} values of an option`,
    newCombination: 'a combination that no other variant has',
    oneForEachOption: (count) => `${count} values, one for each option`,
    oneForEachValue: (count) => `${count} values, one for each of those in Japanese`,
    oneOf: (values) => `one of ${values.join(', ')}`,
    parentAbove: (level) => `a category above level ${level}`,
    parentWithRoom: (most) => `a category with less than ${most} below it`,
  },
} satisfies ProductMessages;
