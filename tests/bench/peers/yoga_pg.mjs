// A partner's question for one account in graphql-yoga over `pg`: the token is looked up by its
// hash, its use is recorded once a minute, requests are counted by token, and each has one log line.
// The database is the service's own. Arguments: port, address of the database.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { GraphQLError } from 'graphql';
import pg from 'pg';

const TOKEN = `
  SELECT t.id, t.last_used_at, p.id AS partner, p.name, p.scopes
  FROM partner_token t JOIN partner p ON p.id = t.partner_id
  WHERE t.token_hash = $1 AND t.expires_at > now()
    AND t.revoked_at IS NULL AND p.revoked_at IS NULL`;
const TOUCH = 'UPDATE partner_token SET last_used_at = now() WHERE id = $1';
const ACCOUNT = `
  SELECT id, control_number, kind, status, name, opened_at FROM account
  WHERE control_number = $1 AND kind <> 'STAFF'
  ORDER BY status = 'CLOSED', opened_at DESC LIMIT 1`;
const MINUTE = 60_000;
const MOST = 1_000_000_000;

const pool = new pg.Pool({ connectionString: process.argv[3], max: 10 });
const counted = new Map();

async function asker(request) {
  const text = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
  const hash = createHash('sha256').update(text).digest('hex');
  const { rows } = await pool.query({ name: 'token', text: TOKEN, values: [hash] });
  if (rows.length === 0) throw new GraphQLError('TOKEN_REFUSED');
  const [found] = rows;
  if (!found.last_used_at || Date.now() - found.last_used_at > MINUTE) {
    await pool.query(TOUCH, [found.id]);
  }
  const window = Math.floor(Date.now() / MINUTE);
  const key = `${found.id}:${window}`;
  const count = (counted.get(key) ?? 0) + 1;
  counted.set(key, count);
  if (count > MOST) throw new GraphQLError('TOO_MANY_REQUESTS');
  return found;
}

const yoga = createYoga({
  logging: false,
  graphiql: false,
  schema: createSchema({
    typeDefs: `
      enum Kind { BUSINESS VENDOR }
      enum Status { PENDING ACTIVE SUSPENDED CLOSED }
      type Account {
        id: ID! controlNumber: String! kind: Kind! status: Status! name: String openedAt: String!
      }
      type Partner { account(controlNumber: String!): Account }
      type Query { partner: Partner }
    `,
    resolvers: {
      Query: {
        partner: async (_, __, { request }) => {
          const found = await asker(request);
          if (!found.scopes.includes('accounts:read')) throw new GraphQLError('SCOPE_MISSING');
          return {};
        },
      },
      Partner: {
        account: async (_, { controlNumber }) => {
          const query = { name: 'account', text: ACCOUNT, values: [controlNumber] };
          const { rows } = await pool.query(query);
          if (rows.length === 0) return null;
          const [row] = rows;
          return {
            id: row.id,
            controlNumber: row.control_number,
            kind: row.kind,
            status: row.status,
            name: row.name,
            openedAt: row.opened_at.toISOString(),
          };
        },
      },
    },
  }),
});

createServer((request, response) => {
  const began = performance.now();
  response.on('finish', () => {
    const milliseconds = Math.round(10 * (performance.now() - began)) / 10;
    process.stderr.write(
      `${JSON.stringify({ at: new Date().toISOString(), status: response.statusCode, milliseconds })}\n`,
    );
  });
  yoga(request, response);
}).listen(Number(process.argv[2]), '127.0.0.1', 4096);
