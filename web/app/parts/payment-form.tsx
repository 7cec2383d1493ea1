import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { Form, useSubmit } from 'react-router';
import type { PaymentMethodKind } from '../../generated/operations/place-order.ts';
import { useLanguage } from '../messages/language.ts';
import { useStates } from '../messages/states.ts';
import type { ChosenPayment } from '../session/checkout-draft.ts';
import { useCheckoutMessages } from '../shop/checkout/use-checkout-messages.ts';
import { KONBINI_CHAINS, NEW_CARD } from './chosen-payment.ts';
import { CARD_FIELDS, CardFields, tokenOf, useCard, type WrongCard } from './form/card-fields.tsx';
import { Refused, useRefusal } from './form/told.tsx';
import { moment } from './times.ts';

export interface PaymentFormProps {
  readonly offers: readonly {
    readonly method: PaymentMethodKind;
    readonly offered: boolean;
    readonly explanation: string | null;
    readonly deadlineAt: string | null;
  }[];
  readonly cards: readonly { readonly id: string; readonly label: string; readonly expired: boolean }[];
  readonly chosen?: ChosenPayment | undefined;
  readonly submit: string;
  /** What else the form asks. */
  readonly children?: ReactNode;
}

/** How to pay. A card that is typed in is made a token of before the form is sent, and only with scripts. */
export function PaymentForm(props: PaymentFormProps) {
  const t = useCheckoutMessages();
  const submit = useSubmit();
  const [card, setCard] = useCard();
  const [wrong, setWrong] = useState<WrongCard>();
  const [isNewCard, setIsNewCard] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    const data = new FormData(event.currentTarget);
    if (data.get('way') !== NEW_CARD) return;
    event.preventDefault();
    const outcome = await tokenOf(card).catch(() => ({ wrong: {} }));
    if ('wrong' in outcome) return setWrong(outcome.wrong);
    data.set('cardToken', outcome.token);
    data.set('cardLabel', outcome.label);
    await submit(data, { method: 'post' });
  }

  function follow(event: FormEvent<HTMLFormElement>): void {
    if ((event.target as Partial<HTMLInputElement>).name === 'way') setWrong(undefined);
    setIsNewCard(new FormData(event.currentTarget).get('way') === NEW_CARD);
  }

  const open = props.offers.filter(({ offered }) => offered);
  const isOpen = (wanted: PaymentMethodKind) => open.some(({ method }) => method === wanted);
  const isOnly = ({ method }: { readonly method: PaymentMethodKind }) => open.length === 1 && isOpen(method);

  return (
    <Form method="post" className="choice" onSubmit={send} onChange={follow}>
      <fieldset className="variants" id="way" tabIndex={-1}>
        <legend className="unseen">{t.steps.payment}</legend>
        {props.offers.map((offer) =>
          offer.method === 'CARD' && offer.offered ? (
            <CardWays key="CARD" {...props} />
          ) : (
            <OtherWay key={offer.method} offer={offer} chosen={props.chosen} isOnly={isOnly(offer)} />
          ),
        )}
        {isOpen('KONBINI') && <Chains chosen={props.chosen} />}
      </fieldset>
      {wrong && <WrongCardFields wrong={wrong} />}
      {isNewCard && <CardFields card={card} onChange={setCard} wrong={wrong} />}
      {props.children}
      <button type="submit" className="button">
        {props.submit}
      </button>
    </Form>
  );
}

/** Shown while that way is chosen. */
function Chains({ chosen }: Pick<PaymentFormProps, 'chosen'>) {
  const t = useCheckoutMessages();
  const typed = useRefusal()?.typed?.chain;
  return (
    <p className="amount chain">
      <label htmlFor="chain">{t.chain}</label>
      <select id="chain" name="chain" defaultValue={typed ?? chosen?.konbiniChain}>
        {KONBINI_CHAINS.map((chain) => (
          <option key={chain} value={chain}>
            {t.chains[chain]}
          </option>
        ))}
      </select>
    </p>
  );
}

/** No wrong field: nobody could be asked about the card. */
function WrongCardFields({ wrong }: { readonly wrong: WrongCard }) {
  const t = useCheckoutMessages();
  const names = CARD_FIELDS.filter((name) => wrong[name]);
  return (
    <Refused
      refused={names.length > 0 ? t.checkCard : t.cardFailed}
      wrong={names.map((name) => ({ field: `card-${name}`, says: t.cardWrong[wrong[name]!] }))}
    />
  );
}

function CardWays({ cards, chosen }: PaymentFormProps) {
  const t = useCheckoutMessages();
  const { PaymentMethodKind: methods } = useStates();
  const [hasScripts, setHasScripts] = useState(false);
  useEffect(() => setHasScripts(true), []);
  return (
    <>
      {cards
        .filter(({ expired }) => !expired)
        .map((card) => (
          <Way key={card.id} value={`CARD/${card.id}`} isChosen={chosen?.paymentMethodId === card.id}>
            {`${methods.CARD} ${card.label}`}
          </Way>
        ))}
      <Way
        value={NEW_CARD}
        isChosen={false}
        isOffered={hasScripts}
        note={<noscript>{t.cardNeedsScript}</noscript>}
      >
        {cards.length === 0 ? methods.CARD : t.newCard}
      </Way>
    </>
  );
}

function OtherWay({
  offer,
  chosen,
  isOnly,
}: {
  readonly offer: PaymentFormProps['offers'][number];
  /** No other way is open. */
  readonly isOnly: boolean;
} & Pick<PaymentFormProps, 'chosen'>) {
  const t = useCheckoutMessages();
  const { PaymentMethodKind: methods } = useStates();
  const { language } = useLanguage();
  const { method, offered, explanation, deadlineAt } = offer;
  const note = offered ? deadlineAt && t.payBy(moment(language, deadlineAt)) : explanation;
  return (
    <Way value={method} isChosen={isOnly || chosen?.method === method} isOffered={offered} note={note}>
      {methods[method]}
    </Way>
  );
}

function Way(props: {
  readonly value: string;
  readonly isChosen: boolean;
  readonly isOffered?: boolean;
  readonly note?: ReactNode;
  readonly children: string;
}) {
  const { value, isChosen, isOffered = true, note, children } = props;
  const typed = useRefusal()?.typed?.way;
  return (
    <label className="variant">
      <input
        // A way that opens or closes with the points is chosen, or not, anew.
        key={String(isOffered)}
        type="radio"
        name="way"
        value={value}
        required
        disabled={!isOffered}
        defaultChecked={(typed === undefined ? isChosen : typed === value) && isOffered}
      />
      <span className="label">{children}</span>
      {note && <span className="stock unknown">{note}</span>}
    </label>
  );
}
