import { Socket } from 'node:net';
import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from './node-http.ts';

/**
 * The security headers that Helmet sets on every reply, worked out once: name, value, name, value, … They depend on
 * nothing in the request.
 */
export function securityHeaders(): readonly string[] {
  const handler = helmet({
    // Souk also runs on a local network without TLS, where the documentation's scripts must load over HTTP.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  const req = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  handler(req, res, (error) => {
    if (error !== undefined) throw new TypeError('Helmet could not make its headers', { cause: error });
  });
  return res.getHeaderNames().flatMap((name) => [name, String(res.getHeader(name))]);
}
