import { isRouteErrorResponse } from 'react-router';

/** The code of a page of the checkout that was sent by somebody who is signed in no more: the cart is still there. */
export const CHECKOUT_ENDED = 'CHECKOUT_ENDED';

export function isCheckoutEnded(failure: unknown): boolean {
  return isRouteErrorResponse(failure) && failure.data?.code === CHECKOUT_ENDED;
}
