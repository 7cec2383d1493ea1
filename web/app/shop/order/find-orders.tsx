import { Form, useSearchParams } from 'react-router';
import type { OrderStatus } from '../../../generated/operations/my-orders.ts';
import styles from './find-orders.module.css';
import { useOrderMessages } from './use-order-messages.ts';

/** Two ways to an order among many: by how far it is, and by its number. */
export function FindOrders() {
  const t = useOrderMessages();
  const [search] = useSearchParams();
  const status = search.get('status') ?? '';
  const number = search.get('number') ?? '';
  return (
    <div className={styles.find}>
      <Form>
        <label htmlFor="status">{t.state}</label>
        <select id="status" name="status" defaultValue={status} key={status}>
          <option value="">{t.allStates}</option>
          {(Object.keys(t.status) as OrderStatus[]).map((each) => (
            <option key={each} value={each}>
              {t.status[each]}
            </option>
          ))}
        </select>
        <button type="submit" className="button quiet">
          {t.show}
        </button>
      </Form>
      <Form>
        <label htmlFor="number">{t.byNumber}</label>
        <input
          id="number"
          name="number"
          placeholder="DP-2611-000123"
          maxLength={40}
          defaultValue={number}
          key={number}
          required
        />
        <button type="submit" className="button quiet">
          {t.find}
        </button>
      </Form>
    </div>
  );
}
