// The address to which a browser comes back, for a relying party without a site of its own.
import { createServer } from 'node:http';

/** Listen at a callback's port; `next` waits for the next address that a browser came to. */
export async function listening(callback) {
  const arrivals = [];
  let arrived = () => {};
  const server = createServer((request, response) => {
    arrivals.push(new URL(request.url, callback));
    response.end('arrived');
    arrived();
  });
  await new Promise((done) => server.listen(new URL(callback).port, 'localhost', done));
  return {
    async next() {
      while (arrivals.length === 0) await new Promise((done) => (arrived = done));
      return arrivals.shift();
    },
    close: () => server.close(),
  };
}
