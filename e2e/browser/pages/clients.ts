import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, fetchExchange } from '@urql/core';
import { OperationTypeNode } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { createClient } from 'graphql-ws';

// The script of a page: client libraries set up as their documents say. Tests call what it leaves in the window.

/** Where the graph is, and who asks. */
export interface Asker {
  readonly url: string;
  readonly token?: string;
}

export interface AskedOperation {
  readonly text: string;
  readonly variables?: Record<string, unknown>;
}

/** What the page gives to tests. Values cross between browser and test as JSON. */
export interface PageClients {
  /** @param byGet as `useGETForQueries` has it */
  apollo(asker: Asker, operation: AskedOperation, byGet: boolean): Promise<unknown>;
  /** As many events of a subscription as are wanted. */
  apolloEvents(asker: Asker, operation: AskedOperation, count: number): Promise<unknown[]>;
  urql(asker: Asker, operation: AskedOperation): Promise<unknown>;
  /** By GET. */
  graphqlRequest(asker: Asker, operation: AskedOperation): Promise<unknown>;
}

const clients: PageClients = {
  async apollo(asker, { text, variables }, byGet) {
    const client = apolloClient(asker, byGet);
    const document = gql(text);
    const isMutation = document.definitions.some(
      (each) => each.kind === 'OperationDefinition' && each.operation === OperationTypeNode.MUTATION,
    );
    const { data } = isMutation
      ? await client.mutate({ mutation: document, variables })
      : await client.query({ query: document, variables });
    return data;
  },

  apolloEvents(asker, { text, variables }, count) {
    const events: unknown[] = [];
    return new Promise((resolve, reject) => {
      const running = apolloClient(asker, false)
        .subscribe({ query: gql(text), variables })
        .subscribe({
          next({ data, error }) {
            if (error) return reject(error);
            if (events.push(data) < count) return;
            running.unsubscribe();
            resolve(events);
          },
          error: reject,
        });
    });
  },

  async urql({ url, token }, { text, variables }) {
    const client = new Client({
      url,
      exchanges: [fetchExchange],
      fetchOptions: { headers: authorization(token) },
    });
    const { data, error } = await client.query(text, variables ?? {}).toPromise();
    if (error) throw error;
    return data;
  },

  graphqlRequest({ url, token }, { text, variables }) {
    const headers = authorization(token);
    return new GraphQLClient(url, { method: 'GET', jsonSerializer: JSON, headers }).request(text, variables);
  },
};

function apolloClient({ url, token }: Asker, byGet: boolean): ApolloClient {
  const http = new HttpLink({ uri: url, headers: authorization(token), useGETForQueries: byGet });
  const socket = new GraphQLWsLink(
    createClient({ url: url.replace('http', 'ws'), connectionParams: authorization(token) }),
  );
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      socket,
      http,
    ),
    cache: new InMemoryCache(),
    clientAwareness: { name: 'storefront', version: '1.2.0' },
  });
}

function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

Object.assign(globalThis, { clients });
