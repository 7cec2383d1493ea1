import { index, type RouteConfig, route } from '@react-router/dev/routes';

export default [
  index('shop/home/entrance.ts'),
  route(':lang', 'shop/shop-frame.tsx', [
    index('shop/home/home.tsx'),
    route('departments/:slug', 'shop/category/category.tsx'),
    route('search', 'shop/search/search.tsx'),
    route('products/:id', 'shop/product/product.tsx'),
    route('cart', 'shop/cart/cart.tsx'),
    route('checkout', 'shop/checkout/checkout-frame.tsx', [
      route('contact', 'shop/checkout/contact-step.tsx'),
      route('address', 'shop/checkout/address-step.tsx'),
      route('slot', 'shop/checkout/slot-step.tsx'),
      route('payment', 'shop/checkout/payment-step.tsx'),
      route('confirm', 'shop/checkout/confirm-step.tsx'),
    ]),
    route('account', 'shop/account/account.tsx'),
    route('orders', 'shop/order/orders.tsx'),
    route('orders/:id', 'shop/order/order.tsx'),
    route('orders/:id/pay', 'shop/order/pay-again.tsx'),
    route('sign-in', 'shop/account/sign-in.tsx'),
    route('register', 'shop/account/register.tsx'),
    route('erased', 'shop/guest/erased.tsx'),
    route('sign-out', 'shop/account/sign-out.ts'),
    route('*', 'shop/not-found.tsx'),
  ]),
  route('*', 'shop/no-such-page.ts'),
] satisfies RouteConfig;
