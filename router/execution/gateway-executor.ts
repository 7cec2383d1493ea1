import { executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { LoadedSupergraph } from '../operation/supergraph.ts';
import { gatewaySource } from './gateway-source.ts';
import type { OwnExecution, OwnResult } from './plan/own-executor.ts';

/** Apollo's own executor, behind the interface of ours: `ROUTER_EXECUTOR=gateway`, to compare the two. */
export function gatewayExecutor(options: {
  readonly supergraph: LoadedSupergraph;
  readonly logger: Logger;
}): (execution: OwnExecution) => Promise<OwnResult> {
  const { schema, supergraphSchema, apiSchema } = options.supergraph;
  const logger = quietLogger(options.logger);
  return async ({ plan, asked, variables, sources, scope }) => {
    const services: ServiceMap = Object.create(null);
    for (const [name, source] of Object.entries(sources)) services[name] = gatewaySource(source);
    const { operation, fragments } = asked;
    const result = await executeQueryPlan(
      plan,
      services,
      {
        request: { variables },
        context: scope,
        logger,
        metrics: {},
      } as never as GatewayGraphQLRequestContext,
      { schema, operation, fragments },
      supergraphSchema,
      apiSchema,
    );
    const incomplete = result.extensions?.valueCompletion as readonly GraphQLError[] | undefined;
    return { ...result, incomplete: incomplete ?? [] } as OwnResult;
  };
}

function quietLogger(logger: Logger) {
  return {
    debug: (message?: unknown) => logger.debug(String(message)),
    info: (message?: unknown) => logger.debug(String(message)),
    warn: (message?: unknown) => logger.warn(String(message)),
    error: (message?: unknown) => logger.error(String(message)),
  };
}
