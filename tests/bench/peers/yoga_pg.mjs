// What partners and the portal ask most in graphql-yoga over `pg`: the token of a partner or a session
// is looked up by its hash, its use is recorded once a minute, requests are counted by it, and each
// has one log line. The database is the service's own. Arguments: port, address of the database.
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
const MAY_ACT = `
  SELECT c.status, c.not_after, c.serial_number, c.issuer_key_id,
    a.status AS account_status, a.kind,
    m.confirmed_at IS NOT NULL AND m.ended_at IS NULL
      AND (m.ends_at IS NULL OR m.ends_at > now()) AS belongs,
    EXISTS (
      SELECT FROM card_change d WHERE d.account_id = a.id AND d.membership_id = c.membership_id
        AND d.reported_at IS NOT NULL AND d.settled_at IS NULL AND d.kind IN ('ADDED', 'REPLACED')
    ) AS disputed
  FROM certificate c JOIN account a ON a.id = c.account_id
  LEFT JOIN membership m ON m.id = c.membership_id
  WHERE c.sha256 = $1 AND a.control_number = $2 AND a.kind <> 'STAFF'
  ORDER BY c.status <> 'LIVE', c.bound_at DESC LIMIT 1`;
const LISTS = 'SELECT id, issuer_key_id, number, fetched_at FROM revocation_list';
const SESSION = `
  SELECT s.id, s.kind, s.expires_at, s.proven_at, s.seen_at, a.status AS account_status
  FROM session s LEFT JOIN account a ON a.id = s.account_id
  LEFT JOIN certificate c ON c.id = s.certificate_id AND c.account_id = s.account_id
    AND c.status = 'LIVE' AND c.on_hold_since IS NULL AND c.not_after >= now()
  LEFT JOIN membership m ON m.id = c.membership_id AND m.confirmed_at IS NOT NULL
    AND m.ended_at IS NULL AND (m.ends_at IS NULL OR m.ends_at > now())
  WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now()
    AND (s.kind = 'APPLICANT' OR (m.id IS NOT NULL AND a.status = 'ACTIVE'))`;
const SEEN = 'UPDATE session SET seen_at = now() WHERE id = $1';
const APPLICATION = `
  SELECT * FROM application WHERE session_id = $1
  ORDER BY status NOT IN ('DRAFT', 'UNDER_REVIEW', 'APPROVED', 'REJECTED'), coalesce(submitted_at, created_at) DESC LIMIT 1`;
const CARD = `SELECT * FROM certificate WHERE application_id = $1 AND status = 'LIVE'`;
const HISTORY =
  'SELECT kind, at FROM event WHERE subject = $1 AND kind = ANY ($2) ORDER BY seq DESC LIMIT 100';
// What an applicant may see.
const VISIBLE = [
  'APPLIED', 'AMENDED', 'CARD_BOUND', 'CARD_RENEWED', 'CONTINUED', 'SUBMITTED', 'APPROVED',
  'REJECTED', 'ACTIVATED', 'WITHDRAWN', 'EXPIRED', 'LINK_SENT', 'MAIL_SENT', 'MAIL_GIVEN_UP',
  'MAIL_SUPERSEDED',
];
const MINUTE = 60_000;
const MOST = 1_000_000_000;

const pool = new pg.Pool({ connectionString: process.argv[3], max: 10 });
const counted = new Map();

async function ask(name, text, ...values) {
  const { rows } = await pool.query({ name, text, values });
  return rows;
}

const hashed = (text) => createHash('sha256').update(text).digest('hex');

async function found(name, text, secret, touch, usedAt) {
  const [row] = await ask(name, text, hashed(secret));
  if (row === undefined) return null;
  if (!row[usedAt] || Date.now() - row[usedAt] > MINUTE) await pool.query(touch, [row.id]);
  const key = `${row.id}:${Math.floor(Date.now() / MINUTE)}`;
  const count = (counted.get(key) ?? 0) + 1;
  counted.set(key, count);
  if (count > MOST) throw new GraphQLError('TOO_MANY_REQUESTS');
  return row;
}

async function partnerOf(request) {
  const text = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
  const partner = await found('token', TOKEN, text, TOUCH, 'last_used_at');
  if (partner === null) throw new GraphQLError('TOKEN_REFUSED');
  return partner;
}

function viewerOf(request) {
  const text = request.headers.get('cookie')?.split('gpszone=')[1] ?? '';
  return found('session', SESSION, text, SEEN, 'seen_at');
}

async function mayAct({ sha256, controlNumber }) {
  const [card] = await ask('may act', MAY_ACT, sha256, controlNumber);
  if (card === undefined || !card.belongs) return { reason: 'NOT_BOUND_HERE' };
  if (card.account_status !== 'ACTIVE') return { reason: 'ACCOUNT_NOT_ACTIVE' };
  if (card.status !== 'LIVE') return { reason: 'CERTIFICATE_REMOVED' };
  if (card.disputed) return { reason: 'CERTIFICATE_DISPUTED' };
  const list = (await ask('lists', LISTS)).find((one) => one.issuer_key_id === card.issuer_key_id);
  if (list === undefined) return { reason: 'COULD_NOT_FIND_OUT' };
  return { until: card.not_after.toISOString(), kind: card.kind };
}

async function applicationOf({ id }) {
  const [row] = await ask('application', APPLICATION, id);
  return row === undefined ? null : row;
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
      type MayAct { until: String! kind: Kind! }
      type MayNotAct { reason: String! }
      union CertificateMayActResult = MayAct | MayNotAct
      type Partner {
        account(controlNumber: String!): Account
        certificateMayAct(sha256: String!, controlNumber: String!): CertificateMayActResult
      }
      type Company {
        controlNumber: String! companyName: String! responsiblePerson: String!
        businessAddress: String! businessEmail: String! mailingPostalCode: String!
        mailingAddress: String! contactName: String! contactEmail: String!
      }
      type Certificate {
        id: ID! holderName: String! cardNumber: String! phone: String! email: String!
        boundAt: String!
      }
      type ApplicationEvent { kind: String! at: String! }
      type Application {
        id: ID! caseNumber: String! status: String! version: Int! company: Company!
        certificate: Certificate createdAt: String! submittedAt: String decidedAt: String
        expiresAt: String closedBecause: String history: [ApplicationEvent!]!
      }
      type Viewer {
        sessionId: ID! kind: String! expiresAt: String! provenAt: String application: Application
      }
      type Query { partner: Partner viewer: Viewer }
    `,
    resolvers: {
      Query: {
        partner: async (_, __, { request }) => {
          const partner = await partnerOf(request);
          if (!partner.scopes.includes('accounts:read')) throw new GraphQLError('SCOPE_MISSING');
          return {};
        },
        viewer: async (_, __, { request }) => {
          const row = await viewerOf(request);
          if (row === null) return null;
          return {
            id: row.id,
            sessionId: row.id,
            kind: row.kind,
            expiresAt: row.expires_at.toISOString(),
            provenAt: row.proven_at?.toISOString(),
          };
        },
      },
      Viewer: { application: applicationOf },
      CertificateMayActResult: { __resolveType: (it) => (it.reason ? 'MayNotAct' : 'MayAct') },
      Application: {
        caseNumber: (row) => row.case_number,
        company: (row) => row,
        createdAt: (row) => row.created_at.toISOString(),
        submittedAt: (row) => row.submitted_at?.toISOString(),
        decidedAt: (row) => row.decided_at?.toISOString(),
        expiresAt: (row) => row.expires_at?.toISOString(),
        closedBecause: (row) => row.closed_because,
        certificate: async ({ id }) => {
          const [card] = await ask('card', CARD, id);
          if (card === undefined) return null;
          return {
            id: card.id,
            holderName: card.holder_name,
            cardNumber: `${card.card_number.slice(0, 4)}••••••••${card.card_number.slice(-4)}`,
            phone: card.phone,
            email: card.email,
            boundAt: card.bound_at.toISOString(),
          };
        },
        history: async ({ id }) => {
          const rows = await ask('history', HISTORY, `application:${id}`, VISIBLE);
          return rows.reverse().map(({ kind, at }) => ({ kind, at: at.toISOString() }));
        },
      },
      Company: {
        controlNumber: (row) => row.control_number,
        companyName: (row) => row.company_name,
        responsiblePerson: (row) => row.responsible_person,
        businessAddress: (row) => row.business_address,
        businessEmail: (row) => row.business_email,
        mailingPostalCode: (row) => row.mailing_postal_code,
        mailingAddress: (row) => row.mailing_address,
        contactName: (row) => row.contact_name,
        contactEmail: (row) => row.contact_email,
      },
      Partner: {
        certificateMayAct: (_, asked) => mayAct(asked),
        account: async (_, { controlNumber }) => {
          const [row] = await ask('account', ACCOUNT, controlNumber);
          if (row === undefined) return null;
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
