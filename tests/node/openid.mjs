// A relying party on openid-client; each token is verified by jose as well.
import { createRemoteJWKSet, importJWK, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { listening } from './callback.mjs';

const { issuer, clientId, key, algorithm, callback, bye } = JSON.parse(process.argv[2]);
const say = (line) => console.log(JSON.stringify(line));

const signing = await importJWK(key, key.alg);
const config = await client.discovery(
  new URL(issuer),
  clientId,
  { id_token_signed_response_alg: algorithm },
  client.PrivateKeyJwt({ key: signing, kid: key.kid }),
  { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
);
const jwks = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));

const browser = await listening(callback);

async function signIn(parameters) {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid profile company card',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...parameters,
  });
  say({ authorize: address.href });
  const tokens = await client.authorizationCodeGrant(config, await browser.next(), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
    ...(parameters.max_age && { maxAge: Number(parameters.max_age) }),
  });
  const verified = await jwtVerify(tokens.id_token, jwks, {
    issuer,
    audience: clientId,
    algorithms: [algorithm],
    typ: 'JWT',
  });
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  return { tokens, claims: verified.payload, userinfo };
}

const first = await signIn({});
say({ claims: first.claims, userinfo: first.userinfo });
const silent = await signIn({ prompt: 'none', max_age: '10000', id_token_hint: first.tokens.id_token });
say({ claims: silent.claims, userinfo: silent.userinfo });

const leaving = client.buildEndSessionUrl(config, {
  id_token_hint: silent.tokens.id_token,
  post_logout_redirect_uri: bye,
  state: 'bye',
});
say({ logout: leaving.href });
say({ left: (await browser.next()).href });

let refused;
try {
  await signIn({ prompt: 'none' });
} catch (error) {
  refused = error.error;
}
say({ refused });
browser.close();
