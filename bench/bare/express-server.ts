import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Pages = Readonly<Record<string, string>>;

/** The least that Express 5 can do: one handler that answers with text from memory. */
process.once('message', (pages: Pages) => {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.get('/api/v1/*path', (req, res) => {
    const page = pages[req.url];
    if (page === undefined) {
      res.status(404).end();
      return;
    }
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.end(page);
  });
  const server = createServer(app).listen(0, '127.0.0.1', () => {
    process.send?.((server.address() as AddressInfo).port);
  });
});
process.once('disconnect', () => process.exit(0));
