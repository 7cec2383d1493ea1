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

/** Accounts of the demo, one click each. Who is signed in is forgotten with the page. */
export function AccountBar({ endpoint, onToken }) {
  const [told, setTold] = useState('Nobody is signed in.');
  const [current, setCurrent] = useState(undefined);

  async function signIn(role) {
    setTold('Signing in …');
    const { token, name, refusal } = await tokenOf(endpoint, TOUR_ACCOUNTS[role]);
    onToken(token);
    setCurrent(token && role);
    setTold(token ? `${name}, ${role}.` : refusal);
  }

  function signOut() {
    onToken(undefined);
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
      current && button('Sign out', signOut),
    ),
  );
}

function button(text, onClick, more = {}) {
  return createElement('button', { type: 'button', onClick, ...more }, text);
}

async function tokenOf(endpoint, email) {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: LOGIN, variables: { email, password: DEMO_PASSWORD } }),
    });
    const { data, errors } = await response.json();
    if (data?.login?.__typename === 'LoginSuccess') {
      const { accessToken, user } = data.login.session;
      return { token: accessToken, name: user.name };
    }
    return { refusal: data?.login?.message ?? errors?.[0]?.message ?? NO_ACCOUNTS };
  } catch {
    return { refusal: 'The shop does not answer.' };
  }
}

const NO_ACCOUNTS = 'This shop has no such account.';
