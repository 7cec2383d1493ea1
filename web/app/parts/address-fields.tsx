import { useCheckoutMessages } from '../shop/checkout/use-checkout-messages.ts';

/** In the order in which addresses are written in Japan. */
export const ADDRESS_FIELDS = [
  'recipientName',
  'recipientKana',
  'postalCode',
  'prefecture',
  'municipality',
  'street',
  'building',
  'phone',
] as const;

export type AddressText = Record<(typeof ADDRESS_FIELDS)[number], string>;

const AUTOCOMPLETE: Readonly<Record<keyof AddressText, string>> = {
  recipientName: 'shipping name',
  recipientKana: 'off',
  postalCode: 'shipping postal-code',
  prefecture: 'shipping address-level1',
  municipality: 'shipping address-level2',
  street: 'shipping address-line1',
  building: 'shipping address-line2',
  phone: 'shipping tel',
};

const OPTIONAL = new Set<keyof AddressText>(['recipientKana', 'building', 'prefecture', 'municipality']);
const DIGITS = new Set<keyof AddressText>(['postalCode', 'phone']);

/** @param wrong the field that was refused, whose reason stands in `#told` */
export function AddressFields({
  text,
  wrong,
}: {
  readonly text?: AddressText | undefined;
  readonly wrong?: string | undefined;
}) {
  const t = useCheckoutMessages();
  return (
    <>
      {ADDRESS_FIELDS.map((field) => (
        <div key={field} className="field">
          <label htmlFor={field}>
            {t[field]} {(field === 'recipientKana' || field === 'building') && <small>{t.optional}</small>}
          </label>
          <input
            id={field}
            name={field}
            defaultValue={text?.[field]}
            autoComplete={AUTOCOMPLETE[field]}
            inputMode={DIGITS.has(field) ? 'numeric' : undefined}
            type={field === 'phone' ? 'tel' : 'text'}
            maxLength={200}
            required={!OPTIONAL.has(field)}
            aria-invalid={wrong === field || undefined}
            aria-describedby={wrong === field ? 'told' : undefined}
          />
          {field === 'postalCode' && (
            <button type="submit" name="intent" value="look-up" className="button quiet" formNoValidate>
              {t.lookUp}
            </button>
          )}
        </div>
      ))}
    </>
  );
}
