// A site on Auth.js, which proves itself by a secret; each token is verified by jose as well.
import { createServer } from 'node:http';
import { Auth } from '@auth/core';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { issuer, clientId, secret, algorithm, origin } = JSON.parse(process.argv[2]);
const say = (line) => console.log(JSON.stringify(line));
const jwks = createRemoteJWKSet(new URL(`${issuer}/oidc/jwks`));

const config = {
  secret: 'only-for-this-test',
  trustHost: true,
  basePath: '/auth',
  providers: [
    {
      id: 'gpszone',
      name: 'gpszone',
      type: 'oidc',
      issuer,
      clientId,
      clientSecret: secret,
      client: { id_token_signed_response_alg: algorithm },
      checks: ['pkce', 'state', 'nonce'],
      authorization: { params: { scope: 'openid profile company card' } },
      idToken: false,
      profile: (told) => ({ id: told.sub, name: told.name }),
    },
  ],
  callbacks: {
    async jwt({ token, account, profile }) {
      if (!account) return token;
      const verified = await jwtVerify(account.id_token, jwks, {
        issuer,
        audience: clientId,
        algorithms: [algorithm],
        typ: 'JWT',
      });
      return { ...token, claims: verified.payload, told: profile };
    },
    session: ({ session, token }) => ({ ...session, claims: token.claims, told: token.told }),
  },
};

const server = createServer(async (request, response) => {
  const body = [];
  for await (const chunk of request) body.push(chunk);
  const asked = new Request(new URL(request.url, origin), {
    method: request.method,
    headers: request.headers,
    body: body.length ? Buffer.concat(body) : undefined,
  });
  const answer = await Auth(asked, config);
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.writeHead(answer.status);
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(new URL(origin).port, 'localhost', () => say({ ready: true }));
