import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The security headers that Helmet sets on every reply, worked out once: name, value, name, value, … They depend on
 * nothing in the request.
 */
export function securityHeaders(): readonly string[] {
  const headers: string[] = [];
  const recorder = {
    setHeader: (name: string, value: string) => {
      headers.push(name, value);
    },
    removeHeader: () => undefined,
  };
  const handler = helmet({
    // Souk also runs on a local network without TLS, where the documentation's scripts must load over HTTP.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  handler({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
    if (error !== undefined) throw new TypeError('Helmet could not make its headers', { cause: error });
  });
  return headers;
}
