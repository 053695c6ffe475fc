// A relying party on oidc-client-ts, which proves itself by a secret; each token is verified by jose as well.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { listening } from './callback.mjs';

const { issuer, clientId, secret, algorithm, callback, bye } = JSON.parse(process.argv[2]);
const say = (line) => console.log(JSON.stringify(line));

const client = new OidcClient({
  authority: issuer,
  client_id: clientId,
  client_secret: secret,
  client_authentication: 'client_secret_basic',
  redirect_uri: callback,
  post_logout_redirect_uri: bye,
  scope: 'openid profile company card',
  loadUserInfo: true,
  filterProtocolClaims: false,
  stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
});
const jwks = createRemoteJWKSet(new URL((await client.metadataService.getMetadata()).jwks_uri));
const browser = await listening(callback);

async function signIn(parameters) {
  const request = await client.createSigninRequest(parameters);
  say({ authorize: request.url });
  const signed = await client.processSigninResponse((await browser.next()).href);
  const verified = await jwtVerify(signed.id_token, jwks, {
    issuer,
    audience: clientId,
    algorithms: [algorithm],
    typ: 'JWT',
  });
  say({ claims: verified.payload, userinfo: signed.profile });
  return signed.id_token;
}

const first = await signIn({ nonce: 'first' });
const silent = await signIn({ prompt: 'none', max_age: 10_000, id_token_hint: first });

const leaving = await client.createSignoutRequest({ id_token_hint: silent, state: { to: 'bye' } });
say({ logout: leaving.url });
const left = await browser.next();
const out = await client.processSignoutResponse(left.href);
say({ left: left.origin + left.pathname, state: out.userState });

let refused;
try {
  await signIn({ prompt: 'none' });
} catch (error) {
  refused = error.error;
}
say({ refused });
browser.close();
