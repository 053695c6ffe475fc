// Runs the audits of GraphQL over HTTP against a server and prints what each found.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const short = results.map(({ id, name, status, reason }) => ({ id, name, status, reason }));
console.log(JSON.stringify(short));
