/** @returns a fault that carries the status: what answers 503 has done nothing, and another replica may. */
export function statusFault(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
