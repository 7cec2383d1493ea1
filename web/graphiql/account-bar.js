import { DEMO_PASSWORD, TOUR_ACCOUNTS } from '@depachika/schema/demo-accounts.ts';
import { createElement, useState } from 'react';

const LOGIN = `mutation ($email: String!, $password: String!) {
  login(input: { email: $email, password: $password }) {
    __typename
    ... on LoginSuccess {
      session {
        accessToken
        user {
          name
        }
      }
    }
    ... on Problem {
      message
    }
  }
}`;

export const LATEST = `{
  me {
    orders(first: 1) {
      nodes {
        id
        number
      }
    }
  }
}`;

/** Accounts of the demo, one click each. Who is signed in is forgotten with the page. */
export function AccountBar({ endpoint, onToken, onFollow }) {
  const [told, setTold] = useState('Nobody is signed in.');
  const [current, setCurrent] = useState(undefined);
  const [token, setToken] = useState(undefined);

  function keep(next) {
    setToken(next);
    onToken(next);
  }

  async function signIn(role) {
    setTold('Signing in …');
    const signedIn = await tokenOf(endpoint, TOUR_ACCOUNTS[role]);
    keep(signedIn.token);
    setCurrent(signedIn.token && role);
    setTold(signedIn.token ? `${signedIn.name}, ${role}.` : signedIn.refusal);
  }

  async function follow() {
    const { data, errors } = await ask(endpoint, LATEST, { token });
    const [order] = data?.me?.orders?.nodes ?? [];
    if (order) onFollow(order.id);
    setTold(order ? `Following ${order.number}.` : (errors?.[0]?.message ?? 'Nothing has been ordered yet.'));
  }

  function signOut() {
    keep(undefined);
    setCurrent(undefined);
    setTold('Nobody is signed in.');
  }

  return createElement(
    'header',
    { className: 'accounts' },
    createElement('strong', {}, 'Depachika'),
    createElement('a', { href: '/' }, 'Shop'),
    createElement('span', { role: 'status' }, told),
    createElement(
      'span',
      { className: 'ways', role: 'group', 'aria-label': 'Demo accounts' },
      Object.keys(TOUR_ACCOUNTS).map((role) =>
        button(`Sign in as ${role}`, () => signIn(role), { 'aria-pressed': role === current, key: role }),
      ),
      current && button('Follow the latest order', follow),
      current && button('Sign out', signOut),
    ),
  );
}

function button(text, onClick, more = {}) {
  return createElement('button', { type: 'button', onClick, ...more }, text);
}

async function tokenOf(endpoint, email) {
  const { data, errors } = await ask(endpoint, LOGIN, { variables: { email, password: DEMO_PASSWORD } });
  if (data?.login?.__typename === 'LoginSuccess') {
    const { accessToken, user } = data.login.session;
    return { token: accessToken, name: user.name };
  }
  return { refusal: data?.login?.message ?? errors?.[0]?.message ?? NO_ACCOUNTS };
}

const NO_ACCOUNTS = 'This shop has no such account.';

async function ask(endpoint, query, { variables, token }) {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return await response.json();
  } catch {
    return { errors: [{ message: 'The shop does not answer.' }] };
  }
}
