import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { Form, useSubmit } from 'react-router';
import type { PaymentMethodKind } from '../../generated/operations/place-order.ts';
import { useLanguage } from '../messages/language.ts';
import { useStates } from '../messages/states.ts';
import type { ChosenPayment } from '../session/checkout-draft.ts';
import { useCheckoutMessages } from '../shop/checkout/use-checkout-messages.ts';
import { CardFields, type TypedCard, tokenOf, useCard } from './card-fields.tsx';
import { KONBINI_CHAINS, NEW_CARD } from './chosen-payment.ts';
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
  const [refused, setRefused] = useState<{
    readonly wrong: keyof TypedCard | undefined;
    readonly message: string;
  }>();
  const [isNewCard, setIsNewCard] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    const data = new FormData(event.currentTarget);
    if (data.get('way') !== NEW_CARD) return;
    event.preventDefault();
    const outcome = await tokenOf(card).catch(() => ({ wrong: undefined, message: t.cardFailed }));
    if ('message' in outcome) return setRefused(outcome);
    data.set('cardToken', outcome.token);
    await submit(data, { method: 'post' });
  }

  function follow(event: FormEvent<HTMLFormElement>): void {
    setRefused(undefined);
    setIsNewCard(new FormData(event.currentTarget).get('way') === NEW_CARD);
  }

  return (
    <Form method="post" className="choice" onSubmit={send} onChange={follow}>
      <fieldset className="variants">
        <legend className="unseen">{t.steps.payment}</legend>
        {props.offers.map((offer) =>
          offer.method === 'CARD' && offer.offered ? (
            <CardWays key="CARD" {...props} />
          ) : (
            <OtherWay key={offer.method} offer={offer} chosen={props.chosen} />
          ),
        )}
      </fieldset>
      {refused && (
        <p className="alert" role="alert" id="told">
          {refused.message}
        </p>
      )}
      {isNewCard && <CardFields card={card} onChange={setCard} wrong={refused?.wrong} />}
      {props.offers.some(({ method, offered }) => method === 'KONBINI' && offered) && (
        <p className="amount">
          <label htmlFor="chain">{t.chain}</label>
          <select id="chain" name="chain" defaultValue={props.chosen?.konbiniChain}>
            {KONBINI_CHAINS.map((chain) => (
              <option key={chain} value={chain}>
                {t.chains[chain]}
              </option>
            ))}
          </select>
        </p>
      )}
      {props.children}
      <button type="submit" className="button">
        {props.submit}
      </button>
    </Form>
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
        note={hasScripts ? undefined : t.cardNeedsScript}
      >
        {cards.length === 0 ? methods.CARD : t.newCard}
      </Way>
    </>
  );
}

function OtherWay({
  offer,
  chosen,
}: { readonly offer: PaymentFormProps['offers'][number] } & Pick<PaymentFormProps, 'chosen'>) {
  const t = useCheckoutMessages();
  const { PaymentMethodKind: methods } = useStates();
  const { language } = useLanguage();
  const { method, offered, explanation, deadlineAt } = offer;
  const note = offered ? deadlineAt && t.payBy(moment(language, deadlineAt)) : explanation;
  return (
    <Way value={method} isChosen={chosen?.method === method} isOffered={offered} note={note}>
      {methods[method]}
    </Way>
  );
}

function Way(props: {
  readonly value: string;
  readonly isChosen: boolean;
  readonly isOffered?: boolean;
  readonly note?: string | null | undefined;
  readonly children: string;
}) {
  const { value, isChosen, isOffered = true, note, children } = props;
  return (
    <label className="variant">
      <input
        type="radio"
        name="way"
        value={value}
        required
        disabled={!isOffered}
        defaultChecked={isChosen && isOffered}
      />
      <span className="label">{children}</span>
      {note && <span className="stock unknown">{note}</span>}
    </label>
  );
}
