/** What a sandbox card does. */
export type CardBehaviour =
  | 'AUTHORIZE'
  | 'DECLINE:CARD_DECLINED'
  | 'DECLINE:INSUFFICIENT_FUNDS'
  | 'DECLINE:EXPIRED_CARD'
  | 'CHALLENGE'
  | 'ANSWER_LATE'
  | 'LOSE_FIRST_ANSWER'
  | 'FAIL_FIRST_CAPTURE'
  | 'REFUSE_CAPTURE';

/** Card numbers with a fixed behaviour; every other number that passes the Luhn check is authorised. */
export const SANDBOX_CARDS: readonly { number: string; behaviour: CardBehaviour; what: string }[] = [
  { number: '4242424242424242', behaviour: 'AUTHORIZE', what: 'is authorised and captured' },
  { number: '4000000000000002', behaviour: 'DECLINE:CARD_DECLINED', what: 'is declined: CARD_DECLINED' },
  {
    number: '4000000000009995',
    behaviour: 'DECLINE:INSUFFICIENT_FUNDS',
    what: 'is declined: INSUFFICIENT_FUNDS',
  },
  { number: '4000000000000069', behaviour: 'DECLINE:EXPIRED_CARD', what: 'is declined: EXPIRED_CARD' },
  {
    number: '4000000000003220',
    behaviour: 'CHALLENGE',
    what: 'asks its holder first (3-D Secure), on a page that succeeds, fails or is left',
  },
  { number: '4000000000000259', behaviour: 'ANSWER_LATE', what: 'is authorised 5 seconds later, by webhook' },
  {
    number: '4000000000000127',
    behaviour: 'LOSE_FIRST_ANSWER',
    what: 'is authorised, but the first answer is lost on the way',
  },
  {
    number: '4000000000000341',
    behaviour: 'FAIL_FIRST_CAPTURE',
    what: 'is authorised; the first capture fails, the second succeeds',
  },
  {
    number: '4000000000000101',
    behaviour: 'REFUSE_CAPTURE',
    what: 'is authorised; every capture is refused: PROVIDER_REFUSED',
  },
];

export function behaviourOf(number: string): CardBehaviour {
  return SANDBOX_CARDS.find((card) => card.number === number)?.behaviour ?? 'AUTHORIZE';
}
