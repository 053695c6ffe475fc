// Verify an ID token by jose alone, against the published keys.
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { issuer, clientId, algorithm, token } = JSON.parse(process.argv[2]);
const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/oidc/jwks`)), {
  issuer,
  audience: clientId,
  algorithms: [algorithm],
  typ: 'JWT',
});
console.log(JSON.stringify({ claims: payload }));
